import { constants } from "node:fs";
import { cp, mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BUNDLE } from "../../bundle/plan.ts";
import { EngineError } from "../error.ts";
import { copyKey } from "./backup.ts";
import { BACKUP, filesBelow, foundingDigest, type Manifest, readManifest } from "./manifest.ts";
import { type StoppedNode, stoppedNode } from "./stopped-node.ts";

/** Faults named before the rest is only counted. */
const NAMED_FAULTS = 5;

/**
 * Puts a backup in the place of a stopped node's data. Everything is checked before anything is replaced, and the data are
 * replaced at once.
 *
 * @param force Replaces data that are there.
 * @throws EngineError when the node runs, the backup is incomplete, damaged or another node's, or data are there.
 */
export async function restore(given: string, name: string, from: string, force: boolean): Promise<Manifest> {
  const node = await stoppedNode(given, name);
  const manifest = await readManifest(from);
  await requireSameNode(node, manifest, from);
  const isThere = (await stat(node.dataFolder).catch(() => undefined)) !== undefined;
  if (isThere && !force) {
    throw new EngineError(
      `${name} has data in ${node.dataFolder}.`,
      "Add --force to replace them, or move them away first.",
    );
  }
  await copyVerified(join(from, BACKUP.data), `${node.dataFolder}.new`, manifest, from);
  if (manifest.withKey) await restoreKey(node, join(from, BACKUP.key));
  await rm(node.dataFolder, { recursive: true, force: true });
  await rename(`${node.dataFolder}.new`, node.dataFolder);
  return manifest;
}

async function requireSameNode(
  { plan, bundle }: StoppedNode,
  manifest: Manifest,
  from: string,
): Promise<void> {
  if (manifest.publicKey !== plan.publicKey) {
    throw new EngineError(
      `${from} is a backup of ${manifest.node} (key ${manifest.publicKey.slice(0, 18)}…), not of ${plan.name}.`,
      "Restore each node from its own backup; a node that has none syncs from its peers by itself.",
    );
  }
  if (manifest.founding !== (await foundingDigest(bundle))) {
    throw new EngineError(
      `${from} is a backup of another network: its block 0 was made of another genesis.`,
      "Restore into the bundle of the network that it was made from.",
    );
  }
}

/** What was copied is checked, not what was read: the disk it lands on may be the one that fails. */
async function copyVerified(data: string, target: string, { files }: Manifest, from: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true });
  await cp(data, target, { recursive: true, mode: constants.COPYFILE_FICLONE }).catch(() => {});
  const found = new Map((await filesBelow(target).catch(() => [])).map((file) => [file.path, file.sha256]));
  const damaged = files.filter(({ path, sha256 }) => found.get(path) !== sha256).map(({ path }) => path);
  const foreign = [...found.keys()].filter((path) => !files.some((file) => file.path === path));
  const faults = [
    ...damaged.map((path) => `${path} ${found.has(path) ? "has changed" : "is missing"}`),
    ...foreign.map((path) => `${path} was added`),
  ];
  if (faults.length === 0) return;
  await rm(target, { recursive: true, force: true });
  const rest = faults.length > NAMED_FAULTS ? [`and ${faults.length - NAMED_FAULTS} more`] : [];
  throw new EngineError(
    [`${from} is damaged; nothing was restored:`, ...faults.slice(0, NAMED_FAULTS), ...rest].join("\n- "),
    "Use another backup, or let the node sync from its peers with an empty data folder.",
  );
}

async function restoreKey({ bundle, plan }: StoppedNode, key: string): Promise<void> {
  const target = join(bundle, BUNDLE.keyOf(plan.name));
  if ((await stat(target).catch(() => undefined)) !== undefined) return;
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await copyKey(key, target);
}
