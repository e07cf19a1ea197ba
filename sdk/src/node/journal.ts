import { type FileHandle, mkdir, open } from "node:fs/promises";
import path from "node:path";
import { GuildhallError } from "../common/guildhall-error.ts";
import type { BatchIdentity, BatchJournal, Done, JournalState } from "../sender/batch.ts";
import type { Parcel } from "../sender/parcel.ts";
import { lockFile } from "./lock.ts";

/** The journal tells of another batch. */
export class JournalOfOtherBatch extends GuildhallError {
  override readonly name = "JournalOfOtherBatch";
  constructor(file: string, difference: string, recorded: unknown, found: unknown) {
    super(
      `${file} is the journal of another batch: its ${difference} is ${recorded}, here it is ${found}.`,
      "Give this batch a journal of its own, or run it with the very items, account and network it was begun with.",
      { file, difference, recorded, found },
    );
  }
}

/** A line of the journal, other than the last, cannot be read. */
export class JournalUnreadable extends GuildhallError {
  override readonly name = "JournalUnreadable";
  constructor(file: string, line: number) {
    super(
      `Line ${line} of ${file} is no entry of a journal.`,
      "Restore the file from a copy. Without it nobody can tell which items were sent: look on the chain first.",
      { file, line },
    );
  }
}

/** A journal in a file. */
export interface FileJournal extends BatchJournal {
  close(): Promise<void>;
}

/** A line after the first: what happened to an item. */
type Entry = { readonly id: string } & (
  | { readonly packed: Parcel }
  | { readonly voided: true }
  | { readonly done: { readonly hash: string; readonly blockNumber: number; readonly gasUsed: string } }
);

const DIFFERENCES: Readonly<Record<keyof BatchIdentity, string>> = {
  chainId: "chain id",
  block0: "block 0",
  account: "account",
  items: "number of items",
  digest: "digest of the items",
};

/**
 * Opens the journal of a batch, one JSON object a line, and takes it for this process alone. What is to be sent is on the
 * disk before it leaves, so a process may be killed at any point. A last line that was cut short is dropped: what it was
 * to tell of never left.
 *
 * @param file Path; made if it is not there.
 * @throws FileInUse when another process works on it; JournalUnreadable.
 */
export async function openJournal(file: string): Promise<FileJournal> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  const unlock = await lockFile(file);
  try {
    const handle = await open(file, "a+");
    const lines = await completeLines(handle);
    return new JsonLines(file, handle, lines, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

class JsonLines implements FileJournal {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #lines: readonly string[];
  readonly #unlock: () => Promise<void>;

  constructor(file: string, handle: FileHandle, lines: readonly string[], unlock: () => Promise<void>) {
    this.#file = file;
    this.#handle = handle;
    this.#lines = lines;
    this.#unlock = unlock;
  }

  async begin(identity: BatchIdentity): Promise<JournalState> {
    const [first, ...entries] = this.#lines.map((line, index) => this.#parsed(line, index + 1));
    if (first === undefined) {
      await this.#write(identity);
      await this.#handle.sync();
    } else {
      this.#requireSame(first as BatchIdentity, identity);
    }
    return replay(entries as Entry[]);
  }

  async packed(id: string, parcel: Parcel): Promise<void> {
    await this.#write({ id, packed: parcel });
    await this.#handle.datasync();
  }

  async voided(id: string): Promise<void> {
    await this.#write({ id, voided: true });
  }

  async done(id: string, { hash, blockNumber, gasUsed }: Done): Promise<void> {
    await this.#write({ id, done: { hash, blockNumber, gasUsed: String(gasUsed) } });
  }

  async close(): Promise<void> {
    await this.#handle.close();
    await this.#unlock();
  }

  async #write(entry: BatchIdentity | Entry): Promise<void> {
    await this.#handle.appendFile(`${JSON.stringify(entry)}\n`);
  }

  #parsed(line: string, number: number): unknown {
    try {
      return JSON.parse(line);
    } catch {
      throw new JournalUnreadable(this.#file, number);
    }
  }

  #requireSame(recorded: BatchIdentity, found: BatchIdentity): void {
    for (const [name, words] of Object.entries(DIFFERENCES)) {
      const key = name as keyof BatchIdentity;
      if (recorded[key] === found[key]) continue;
      throw new JournalOfOtherBatch(this.#file, words, recorded[key], found[key]);
    }
  }
}

/** The last entry of an item counts. */
function replay(entries: readonly Entry[]): JournalState {
  const parcels = new Map<string, Parcel>();
  const done = new Map<string, Done>();
  for (const entry of entries) {
    parcels.delete(entry.id);
    if ("packed" in entry) parcels.set(entry.id, entry.packed);
    if ("done" in entry) done.set(entry.id, { ...entry.done, gasUsed: BigInt(entry.done.gasUsed) });
  }
  return { parcels, done };
}

/** Cuts a last line off that has no end, and returns the others. */
async function completeLines(handle: FileHandle): Promise<string[]> {
  const content = await handle.readFile();
  const end = content.lastIndexOf("\n") + 1;
  if (end < content.length) await handle.truncate(end);
  return content.subarray(0, end).toString("utf8").split("\n").slice(0, -1);
}
