import { type Alliance, connectAlliance, PREDEPLOYS } from "@guildhall/sdk/consortium";
import {
  BrowserProvider,
  ContractFactory,
  encodeBytes32String,
  JsonRpcSigner,
  type TransactionResponse,
} from "ethers";
import hre from "hardhat";
import { gasPoint } from "../../../scripts/gas/points.ts";

export const FREE = { gasPrice: 0n } as const;

/** The alliance's chain in this process, on which work is measured. */
export interface Bench {
  browser: BrowserProvider;
  alliance: Alliance;
  /** Decides what the members vote on. */
  timelock: JsonRpcSigner;
  /** The first account of a founder, admin and operator. */
  accountOf(organisation: number): JsonRpcSigner;
  /** Acts from an address without a key. */
  impersonate(address: string): Promise<JsonRpcSigner>;
  /** Deploys a contract of the build and answers its address. */
  deploy(name: string, ...parameters: unknown[]): Promise<string>;
  /** Enters a contract in the directory. */
  enter(name: string, target: string): Promise<void>;
}

/** @param clock Time of the first block after block 0, in seconds; now, unless it is given. */
export async function openBench(clock?: number): Promise<Bench> {
  const { provider } = await hre.network.create();
  if (clock !== undefined) await provider.request({ method: "evm_setNextBlockTimestamp", params: [clock] });
  const browser = new BrowserProvider(provider, undefined, { cacheTimeout: -1 });
  browser.pollingInterval = 1;
  const alliance = await connectAlliance(browser);
  const accounts = await Promise.all([0, 2, 4, 6, 8, 10, 12, 14].map((index) => browser.getSigner(index)));
  const accountOf = (organisation: number) => {
    const account = accounts[organisation - 1];
    if (account === undefined)
      throw new RangeError(`The alliance is founded without a member ${organisation}.`);
    return account;
  };
  const impersonate = async (address: string) => {
    await provider.request({ method: "hardhat_impersonateAccount", params: [address] });
    return new JsonRpcSigner(browser, address);
  };
  const timelock = await impersonate(PREDEPLOYS.timelock);
  return {
    browser,
    alliance,
    timelock,
    accountOf,
    impersonate,
    deploy: async (name, ...parameters) => {
      const { abi, bytecode } = await hre.artifacts.readArtifact(name);
      const deployed = await new ContractFactory(abi, bytecode, accountOf(1)).deploy(...parameters, FREE);
      return deployed.getAddress();
    },
    enter: async (name, target) => {
      await (await alliance.directory.connect(timelock).set(encodeBytes32String(name), target, FREE)).wait();
    },
  };
}

/** Records the gas of a transaction as a point of `room`; of a batch, for each of its `parts`. */
export type Measure = (
  work: string,
  bound: number,
  sending: Promise<TransactionResponse>,
  parts?: bigint,
) => Promise<void>;

export function measureIn(room: string): Measure {
  return async (work, bound, sending, parts = 1n) => {
    const receipt = await (await sending).wait();
    gasPoint({ room, work, bound }, (receipt?.gasUsed ?? 0n) / parts);
  };
}
