import { type Alliance, PREDEPLOYS } from "@guildhall/sdk/consortium";
import { GuildhallError } from "@guildhall/sdk/errors";
import type { JsonRpcApiProvider, Signer } from "ethers";
import { Wallet } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import { allianceModule } from "../../modules/alliance.ts";
import type { PaymentsPlan } from "../../payments/plan.ts";
import { clockOf } from "../clock.ts";
import { reconcile } from "./reconcile.ts";
import {
  type ChainIdentity,
  type DeploymentRecord,
  discardRecord,
  folderOf,
  readDeployed,
  readRecord,
  writeRecord,
} from "./record.ts";

/** The chain that was deployed to earlier under this network's name is another one. */
export class OtherChain extends GuildhallError {
  override readonly name = "OtherChain";
  constructor(network: string, recorded: DeploymentRecord, found: ChainIdentity) {
    super(
      `deployments/${network} was made on chain ${recorded.chainId} with block 0 ${recorded.block0}, ` +
        `but ${network} is now chain ${found.chainId} with block 0 ${found.block0}.`,
      "Check the URL; if the chain was really founded anew, move that folder away and run again.",
      { network },
    );
  }
}

/** What was deployed earlier is not on the chain, although that is the recorded one by its block 0. */
export class DeploymentGone extends GuildhallError {
  override readonly name = "DeploymentGone";
  constructor(network: string, address: string) {
    super(
      `deployments/${network} has a contract at ${address}, where ${network} has no code.`,
      "Wait until the node has caught up; if the chain was founded anew with the same genesis, move that folder away and run again.",
      { network, address },
    );
  }
}

export interface Deployed {
  /** Address by name in the directory, predeploys included. */
  contracts: Record<string, string>;
  /** Names that were deployed just now. */
  fresh: string[];
}

/**
 * Deploys what is missing through Ignition, whose journal under `deployments/<network>/` lets a run that was killed go on
 * where it stopped, and records the addresses. In-process networks leave no record.
 *
 * @param signer Pays nothing and gains nothing by deploying; any account may.
 * @param plan The money that the banks issue, see data/payments.yaml.
 * @throws OtherChain, DeploymentGone when the record belongs to another chain that cannot be a restarted development chain.
 */
export async function deployContracts(
  hre: HardhatRuntimeEnvironment,
  connection: NetworkConnection,
  alliance: Alliance,
  signer: Signer,
  plan: PaymentsPlan,
): Promise<Deployed> {
  const provider = alliance.directory.runner?.provider as JsonRpcApiProvider;
  const record = await openRecord(hre, connection, provider);
  const before = { ...record.contracts };
  const deploying = await deployingConnection(hre, connection, signer);
  if (isRecorded(connection)) {
    await reconcile(
      folderOf(hre.config.paths.ignition, connection.networkName),
      connection.provider,
      provider,
    );
  }
  const registry = await alliance.registry.getAddress();
  const directory = await alliance.directory.getAddress();
  const deployed = await deploying.ignition.deploy(allianceModule(plan), {
    parameters: {
      Consortium: { registry },
      Payments: { registry },
      Assets: { registry, directory },
      Orders: { registry, directory },
    },
    deploymentId: connection.networkName,
    defaultSender: await signer.getAddress(),
  });
  for (const [name, contract] of Object.entries(deployed)) {
    record.contracts[name] = await contract.getAddress();
  }
  if (isRecorded(connection)) await writeRecord(hre.config.paths.ignition, connection.networkName, record);
  return {
    contracts: record.contracts,
    fresh: Object.keys(record.contracts).filter((name) => !(name in before)),
  };
}

/** Ties the folder to this very chain before anything is sent, so that a later run can tell. */
async function openRecord(
  hre: HardhatRuntimeEnvironment,
  connection: NetworkConnection,
  provider: JsonRpcApiProvider,
): Promise<DeploymentRecord> {
  const { ignition: root } = hre.config.paths;
  const { networkName } = connection;
  const chain = await identify(provider);
  const fresh = { ...chain, contracts: { ...PREDEPLOYS } };
  if (!isRecorded(connection)) return fresh;
  const record = await readRecord(root, networkName);
  const isSame = record?.chainId === chain.chainId && record.block0 === chain.block0;
  // Block 0 of a chain that was started anew from the same genesis may be the very same.
  const gone = isSame ? await firstWithoutCode(provider, await readDeployed(root, networkName)) : undefined;
  if (isSame && gone === undefined) return record;
  if (record !== undefined && !(await clockOf(provider)).movable) {
    throw gone === undefined
      ? new OtherChain(networkName, record, chain)
      : new DeploymentGone(networkName, gone);
  }
  await discardRecord(root, networkName);
  await writeRecord(root, networkName, fresh);
  return fresh;
}

async function firstWithoutCode(
  provider: JsonRpcApiProvider,
  addresses: readonly string[],
): Promise<string | undefined> {
  const codes = await Promise.all(addresses.map((address) => provider.getCode(address)));
  return addresses.find((_, index) => codes[index] === "0x");
}

async function identify(provider: JsonRpcApiProvider): Promise<ChainIdentity> {
  const { chainId } = await provider.getNetwork();
  const block0 = (await provider.send("eth_getBlockByNumber", ["0x0", false])) as { hash: string };
  return { chainId: Number(chainId), block0: block0.hash };
}

function isRecorded(connection: NetworkConnection): boolean {
  return connection.networkConfig.type === "http";
}

/**
 * Ignition signs through the connection: for a key of our own it needs one that knows the key, at the address of the given
 * one, which may not be the configured one. A simulated chain cannot be connected to twice.
 */
async function deployingConnection(
  hre: HardhatRuntimeEnvironment,
  connection: NetworkConnection,
  signer: Signer,
): Promise<NetworkConnection> {
  const { networkName, networkConfig } = connection;
  if (!(signer instanceof Wallet) || networkConfig.type !== "http") return connection;
  const url = await networkConfig.url.getUrl();
  return hre.network.create({ network: networkName, override: { url, accounts: [signer.privateKey] } });
}
