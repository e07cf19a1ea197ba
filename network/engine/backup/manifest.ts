import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { BUNDLE } from "../../bundle/plan.ts";
import { EngineError } from "../error.ts";

/** Where the parts of a backup lie in its folder. */
export const BACKUP = { manifest: "backup.json", data: "data", key: "key" } as const;

const file = z.strictObject({ path: z.string().min(1), bytes: z.int().nonnegative(), sha256: z.string() });

const manifest = z.strictObject({
  node: z.string(),
  publicKey: z.string(),
  founding: z.string(),
  withKey: z.boolean(),
  files: z.array(file).min(1),
});

/** A file of a backup; its path is from the data folder, with `/`. */
export type BackupFile = z.infer<typeof file>;

/** What a backup says of itself. Written last: a folder without it is no backup. */
export interface Manifest {
  node: string;
  publicKey: string;
  /** Digest of what block 0 is made of; dated switches of the validator contract, which may be added later, left out. */
  founding: string;
  withKey: boolean;
  files: BackupFile[];
}

/**
 * Reads what a backup says of itself.
 *
 * @throws EngineError when the folder holds no whole backup.
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, BACKUP.manifest), "utf8").catch(() => undefined);
  const read = text === undefined ? undefined : manifest.safeParse(parsed(text));
  if (read?.success) return read.data;
  throw new EngineError(
    `${folder} holds no whole backup: its ${BACKUP.manifest}, which is written last, ${text === undefined ? "is missing" : "cannot be read"}.`,
    "Name a folder that `network backup` finished.",
  );
}

/** Size and digest of every file below a folder, in order. */
export async function filesBelow(folder: string): Promise<BackupFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
  const files: BackupFile[] = [];
  // One by one: a chain has thousands of files, and the disk is the limit.
  for (const path of paths) files.push(await describe(folder, path));
  return files;
}

/** Digest of a bundle's genesis without the switches that may be added to a running network. */
export async function foundingDigest(bundle: string): Promise<string> {
  const genesis = JSON.parse(await readFile(join(bundle, BUNDLE.genesis), "utf8")) as {
    config: Record<string, unknown>;
  };
  const { transitions: _, ...config } = genesis.config;
  return createHash("sha256")
    .update(JSON.stringify({ ...genesis, config }))
    .digest("hex");
}

async function describe(folder: string, path: string): Promise<BackupFile> {
  const full = join(folder, path);
  const hash = createHash("sha256");
  await pipeline(createReadStream(full), hash);
  return { path, bytes: (await stat(full)).size, sha256: hash.digest("hex") };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
