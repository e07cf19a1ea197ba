import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** What tells a chain from every other. */
export interface ChainIdentity {
  chainId: number;
  /** Hash of block 0, which tells two chains of one id apart. */
  block0: string;
}

/** What `deployments/<network>/addresses.json` says: where the alliance's contracts are, and on which chain. */
export interface DeploymentRecord extends ChainIdentity {
  /** Address by name in the directory. */
  contracts: Record<string, string>;
}

/**
 * The record of a network; undefined when nothing was recorded yet.
 *
 * @param root Where Ignition keeps its folder of deployments, `paths.ignition` of hardhat.config.ts.
 */
export async function readRecord(root: string, network: string): Promise<DeploymentRecord | undefined> {
  const text = await readFile(fileOf(root, network), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as DeploymentRecord);
}

/** Addresses that Ignition deployed to, also in a run that ended before it made a record. */
export async function readDeployed(root: string, network: string): Promise<string[]> {
  const file = path.join(folderOf(root, network), "deployed_addresses.json");
  const text = await readFile(file, "utf8").catch(() => "{}");
  return Object.values(JSON.parse(text) as Record<string, string>);
}

/** Writes the record, sorted, so that the same deployment gives the same file. */
export async function writeRecord(root: string, network: string, record: DeploymentRecord): Promise<void> {
  const contracts = Object.fromEntries(Object.entries(record.contracts).sort(([a], [b]) => (a < b ? -1 : 1)));
  await mkdir(folderOf(root, network), { recursive: true });
  const file = fileOf(root, network);
  // Renamed into place, so that a run that is killed leaves no half of it.
  await writeFile(`${file}.new`, `${JSON.stringify({ ...record, contracts }, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** Forgets all that was recorded of a network, Ignition's journal included. */
export async function discardRecord(root: string, network: string): Promise<void> {
  await rm(folderOf(root, network), { recursive: true, force: true });
}

/** Folder of all that is recorded of a network, Ignition's journal included. */
export function folderOf(root: string, network: string): string {
  return path.join(root, "deployments", network);
}

function fileOf(root: string, network: string): string {
  return path.join(folderOf(root, network), "addresses.json");
}
