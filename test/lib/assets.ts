import {
  Bills__factory,
  ClaimRegistry__factory,
  SettlementToken__factory,
  Titles__factory,
} from "@guildhall/sdk";
import { connectAlliance, PREDEPLOYS } from "@guildhall/sdk/consortium";
import { ContractFactory, encodeBytes32String, type JsonRpcApiProvider, JsonRpcSigner } from "ethers";
import hre from "hardhat";

/** Number of Aurum Bank, which issues the euros. */
const AURUM = 2;

/** The assets room and euros of Aurum Bank on a development chain, entered into the directory. */
export async function deployAssets(provider: JsonRpcApiProvider) {
  const { directory } = await connectAlliance(provider);
  const signer = await provider.getSigner(0);
  const { registry } = PREDEPLOYS;
  const deploy = async (name: string, ...parameters: unknown[]): Promise<string> => {
    const { abi, bytecode } = await hre.artifacts.readArtifact(name);
    const deployed = await new ContractFactory(abi, bytecode, signer).deploy(...parameters, { gasPrice: 0n });
    return (await deployed.waitForDeployment()).getAddress();
  };
  const eur = await deploy("SettlementToken", registry, AURUM, "EUR", 2, "Aurum euro", "EUR.aurum");
  const claimRegistry = await deploy("ClaimRegistry", PREDEPLOYS.directory);
  const bills = await deploy("Bills", registry, PREDEPLOYS.directory, claimRegistry);
  const titles = await deploy("Titles", registry, claimRegistry);

  await provider.send("hardhat_impersonateAccount", [PREDEPLOYS.timelock]);
  const timelock = new JsonRpcSigner(provider, PREDEPLOYS.timelock);
  const names = { [`token:EUR:${AURUM}`]: eur, claimRegistry, bills, titles };
  for (const [name, address] of Object.entries(names)) {
    await (
      await directory.connect(timelock).set(encodeBytes32String(name), address, { gasPrice: 0n })
    ).wait();
  }
  return {
    eur: SettlementToken__factory.connect(eur, provider),
    claimRegistry: ClaimRegistry__factory.connect(claimRegistry, provider),
    bills: Bills__factory.connect(bills, provider),
    titles: Titles__factory.connect(titles, provider),
  };
}
