import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BundleError } from "./error.ts";
import { BUNDLE } from "./plan.ts";

/** A file of a bundle. */
export interface BundleFile {
  /** Within the bundle's folder. */
  path: string;
  text: string;
  /** Readable by its owner alone, and so is its folder. */
  secret?: boolean;
}

/** SHA-256 of a text, hex with 0x. */
export function sha256(text: string): string {
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}

/**
 * Writes the files of a bundle, each at once and whole, in the given order. Files that lie there with the same text stay
 * untouched, so a run that was cut off is completed by the next.
 *
 * @param force Replaces files that lie there with another text.
 * @returns Paths of the files that were written.
 * @throws BundleError naming every file with another text, before anything is written; or the file that cannot be written.
 */
export async function writeBundle(
  folder: string,
  files: readonly BundleFile[],
  { force }: { force: boolean },
): Promise<string[]> {
  const present = await Promise.all(files.map(({ path }) => readIfThere(join(folder, path))));
  const changed = files.filter(
    ({ text, secret }, index) => !secret && present[index] !== undefined && present[index] !== text,
  );
  if (changed.length > 0 && !force) throw inUse(folder, changed, present[files.findIndex(isGenesis)]);
  const written: string[] = [];
  for (const [index, { path, text, secret = false }] of files.entries()) {
    const target = join(folder, path);
    // A key that lies there is never replaced; whether it is the right one was seen to before.
    if (present[index] === undefined || (!secret && present[index] !== text)) {
      await writeWhole(target, text, secret);
      written.push(path);
    }
    if (secret) await Promise.all([chmod(target, 0o600), chmod(dirname(target), 0o700)]);
  }
  return written;
}

const isGenesis = ({ path }: BundleFile) => path === BUNDLE.genesis;

function inUse(folder: string, changed: readonly BundleFile[], genesis: string | undefined): BundleError {
  const lines = changed.map((file) => {
    const digests = `: SHA-256 ${sha256(genesis ?? "")} there, ${sha256(file.text)} now`;
    return `- ${file.path}${isGenesis(file) ? digests : ""}`;
  });
  const halt = changed.some(isGenesis) ? "; nodes with another genesis cannot join its network" : "";
  return new BundleError(
    [`${folder} holds a bundle that differs, and stays as it is${halt}. These files differ:`, ...lines].join(
      "\n",
    ),
    "Choose another folder with --out, or replace these files with --force if no network runs on them; node keys are kept.",
    { files: changed.map(({ path }) => path) },
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw new BundleError(`${path} cannot be read (${cause.code}).`, "Choose another folder with --out.");
  });
}

async function writeWhole(path: string, text: string, secret: boolean): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.new`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, text, { mode: secret ? 0o600 : 0o644, flush: true });
    await rename(draft, path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new BundleError(
      `${path} cannot be written (${code}).`,
      "Mend that or choose another folder with --out; then run again: what is written already is kept.",
    );
  }
}
