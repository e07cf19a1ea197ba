import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { formatGenesis, type Genesis } from "./besu.ts";
import { GenesisError } from "./error.ts";

/** How a genesis file is written. */
export interface WriteOptions {
  /** Whether a file that is there may be replaced. */
  force: boolean;
}

/**
 * Writes Besu's genesis file, with the folders that it needs.
 *
 * @throws GenesisError when the file is there and `force` is not set: a running network depends on its every
 * byte.
 */
export async function writeGenesis(path: string, genesis: Genesis, { force }: WriteOptions): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, formatGenesis(genesis), { flag: force ? "w" : "wx" });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw new GenesisError(
      `${path} exists and stays as it is; nodes with another genesis cannot join its network.`,
      "Choose another file with --out, or replace this one with --force if no node runs on it.",
      { path },
      { cause },
    );
  }
}
