import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { formatGenesis, type Genesis } from "../../genesis/besu.ts";
import { EngineError } from "../error.ts";
import { ask } from "../rpc.ts";

/** Milliseconds that anvil may take to hand out a large chain. */
const DUMP_LIMIT_MS = 120_000;

/** What anvil is started from: `--init` founds the chain, `--load-state` goes on with it. */
export type Origin = readonly ["--init" | "--load-state", string];

/**
 * Where the chain of a network is to start from: what was saved of it, or its genesis.
 *
 * @throws EngineError when a chain was saved that another genesis founded.
 */
export async function originOf(folder: string, genesis: Genesis): Promise<Origin> {
  const { genesisFile, stateFile } = filesOf(folder);
  const text = formatGenesis(genesis);
  const [founded, saved] = await Promise.all([readIfThere(genesisFile), readIfThere(stateFile)]);
  if (saved === undefined) {
    await writeWhole(genesisFile, text);
    return ["--init", genesisFile];
  }
  if (founded === text) return ["--load-state", stateFile];
  throw new EngineError(
    `The chain that is kept in ${dirname(stateFile)} was founded with another genesis: members, rules or contracts have changed since.`,
    "Remove that folder to begin a new chain, or name another folder: `network start <dir> --engine anvil`.",
  );
}

/**
 * Saves the chain behind `url`: accounts, blocks, transactions and receipts. What was saved before is replaced at once, so
 * that whatever is killed meanwhile leaves a whole chain.
 */
export async function saveChain(folder: string, url: string): Promise<void> {
  const dump = await ask(url, "anvil_dumpState", [], DUMP_LIMIT_MS);
  const state = await promisify(gunzip)(Buffer.from(dump.slice(2), "hex"));
  await writeWhole(filesOf(folder).stateFile, state);
}

function filesOf(folder: string): { genesisFile: string; stateFile: string } {
  return { genesisFile: join(folder, "anvil/genesis.json"), stateFile: join(folder, "anvil/state.json") };
}

async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, content, { flush: true });
  await rename(`${file}.new`, file);
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}
