import { Directory__factory, SettlementToken__factory } from "@guildhall/sdk";
import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { ContractFactory, encodeBytes32String, id, JsonRpcSigner } from "ethers";
import hre from "hardhat";
import type { Chain } from "../lib/chain.ts";

const FREE = { gasPrice: 0n };
const DEPOSIT = 1_000_000_00n;

/** Numbers of the sample alliance's members. */
export const AURUM_BANK = 2;
export const ORION_MOTORS = 4;
export const DELTA_CASTINGS = 5;

/** The contracts of the room on a development chain, listed in its directory. */
export interface Room {
  readonly token: string;
  readonly orderBook: string;
  readonly materialsPlan: string;
}

/** Deploys the room and euros of Aurum Bank, lists them without the vote, and gives Orion and Delta money. */
export async function openRoom({ provider }: Chain): Promise<Room> {
  const accounts = (await provider.send("eth_accounts", [])) as string[];
  const signerOf = (member: number) => new JsonRpcSigner(provider, accounts[2 * (member - 1)] ?? "");
  const deploy = async (name: string, args: unknown[]) => {
    const { abi, bytecode } = await hre.artifacts.readArtifact(name);
    const made = await new ContractFactory(abi, bytecode, signerOf(1)).deploy(...args, FREE);
    return (await made.waitForDeployment()).getAddress();
  };
  const both = [PREDEPLOYS.registry, PREDEPLOYS.directory];
  const token = await deploy("SettlementToken", [
    PREDEPLOYS.registry,
    AURUM_BANK,
    "EUR",
    2,
    "Aurum Euro",
    "EUR",
  ]);
  const orderBook = await deploy("OrderBook", both);
  const materialsPlan = await deploy("MaterialsPlan", both);
  await provider.send("hardhat_impersonateAccount", [PREDEPLOYS.timelock]);
  const timelock = new JsonRpcSigner(provider, PREDEPLOYS.timelock);
  const directory = Directory__factory.connect(PREDEPLOYS.directory, timelock);
  for (const [name, target] of Object.entries({ "token:EUR:2": token, orderBook, materialsPlan })) {
    await (await directory.set(encodeBytes32String(name), target, FREE)).wait();
  }
  const money = SettlementToken__factory.connect(token, signerOf(AURUM_BANK));
  for (const member of [ORION_MOTORS, DELTA_CASTINGS]) {
    await (await money.issue(signerOf(member).address, DEPOSIT, id(`deposit ${member}`), FREE)).wait();
  }
  return { token, orderBook, materialsPlan };
}
