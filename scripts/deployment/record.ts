import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** What `deployments/<network>/addresses.json` says: where the alliance's contracts are, and on which chain. */
export interface DeploymentRecord {
  chainId: number;
  /** Hash of block 0, which tells two chains of one id apart. */
  block0: string;
  /** Address by name in the directory. */
  contracts: Record<string, string>;
}

/** The record of a network; undefined when nothing was recorded yet. */
export async function readRecord(root: string, network: string): Promise<DeploymentRecord | undefined> {
  const text = await readFile(fileOf(root, network), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as DeploymentRecord);
}

/** Writes the record, sorted, so that the same deployment gives the same file. */
export async function writeRecord(root: string, network: string, record: DeploymentRecord): Promise<void> {
  const contracts = Object.fromEntries(Object.entries(record.contracts).sort(([a], [b]) => (a < b ? -1 : 1)));
  await mkdir(folderOf(root, network), { recursive: true });
  await writeFile(fileOf(root, network), `${JSON.stringify({ ...record, contracts }, null, 2)}\n`);
}

/** Forgets all that was recorded of a network, Ignition's journal included. */
export async function discardRecord(root: string, network: string): Promise<void> {
  await rm(folderOf(root, network), { recursive: true, force: true });
}

function folderOf(root: string, network: string): string {
  return path.join(root, "deployments", network);
}

function fileOf(root: string, network: string): string {
  return path.join(folderOf(root, network), "addresses.json");
}
