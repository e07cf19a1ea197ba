import { constants } from "node:fs";
import { chmod, copyFile, cp, mkdir, readdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BUNDLE } from "../../bundle/plan.ts";
import { EngineError } from "../error.ts";
import { BACKUP, filesBelow, foundingDigest, type Manifest } from "./manifest.ts";
import { type StoppedNode, stoppedNode } from "./stopped-node.ts";

/** Where Besu itself may keep a node's key among its data. */
const KEYS_AMONG_DATA = new Set(["key", "key.pub"]);

/**
 * Copies the data of a stopped node, with a digest of every file.
 *
 * @param to Folder to write; it must not hold anything yet.
 * @param withKey Copies the node's secret key as well.
 * @throws EngineError when the node runs, has no data, or the folder is in use.
 */
export async function backUp(given: string, name: string, to: string, withKey: boolean): Promise<Manifest> {
  const node = await stoppedNode(given, name);
  await requireData(node);
  await requireEmpty(to);
  await mkdir(join(to, BACKUP.data), { recursive: true, mode: 0o700 });
  await cp(node.dataFolder, join(to, BACKUP.data), {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !KEYS_AMONG_DATA.has(source.slice(node.dataFolder.length + 1)),
  });
  if (withKey) await copyKey(join(node.bundle, BUNDLE.keyOf(name)), join(to, BACKUP.key));
  const manifest: Manifest = {
    node: name,
    publicKey: node.plan.publicKey,
    founding: await foundingDigest(node.bundle),
    withKey,
    files: await filesBelow(join(to, BACKUP.data)),
  };
  const file = join(to, BACKUP.manifest);
  await writeFile(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
  await rename(`${file}.new`, file);
  return manifest;
}

/** Copies a key so that nobody but its owner can read it. */
export async function copyKey(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await chmod(to, 0o600);
}

async function requireData({ dataFolder, plan }: StoppedNode): Promise<void> {
  if ((await stat(join(dataFolder, "database")).catch(() => undefined))?.isDirectory()) return;
  throw new EngineError(
    `${plan.name} has no chain data in ${dataFolder}.`,
    "Only a node that ran here has something to back up.",
  );
}

async function requireEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  if (entries.length === 0) return;
  throw new EngineError(
    `${folder} is not empty, and a backup never replaces another.`,
    "Name a new folder with --to.",
  );
}
