import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, parse } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { LoadRun } from "./run.ts";
import { fateOf } from "./transaction.ts";

/**
 * Writes a run as two tables: its transactions to `path`, its blocks beside it (`load.csv`, `load.blocks.csv`). Times are
 * milliseconds since the first transaction was due.
 *
 * @returns The files written.
 */
export async function writeCsv(path: string, run: LoadRun): Promise<[string, string]> {
  const { dir, name, ext } = parse(path);
  const blocks = `${dir === "" ? "" : `${dir}/`}${name}.blocks${ext}`;
  await mkdir(dirname(path), { recursive: true });
  await write(path, transactionRows(run));
  await write(blocks, blockRows(run));
  return [path, blocks];
}

function* transactionRows({ transactions }: LoadRun): Generator<readonly unknown[]> {
  yield ["hash", "account", "due_ms", "left_ms", "answered_ms", "fate", "cause", "block", "seen_ms"];
  for (const transaction of transactions) {
    const { hash, account, scheduledAt, issuedAt, answer, inclusion, reverted } = transaction;
    const cause = reverted ?? (answer !== undefined && "cause" in answer ? answer.cause : undefined);
    yield [
      hash,
      account,
      scheduledAt,
      issuedAt,
      answer?.at,
      fateOf(transaction),
      cause?.name,
      inclusion?.block,
      inclusion?.at,
    ];
  }
}

function* blockRows({ blocks }: LoadRun): Generator<readonly unknown[]> {
  yield [
    "number",
    "timestamp",
    "seen_ms",
    "transactions",
    "of_load",
    "gas_used",
    "gas_limit",
    "base_fee_wei",
  ];
  for (const block of blocks) {
    const { number, timestamp, at, transactions, ours, gasUsed, gasLimit, baseFee } = block;
    yield [number, timestamp, at, transactions, ours, gasUsed, gasLimit, baseFee];
  }
}

async function write(path: string, rows: Generator<readonly unknown[]>): Promise<void> {
  await pipeline(Readable.from(lines(rows)), createWriteStream(path));
}

function* lines(rows: Iterable<readonly unknown[]>): Generator<string> {
  for (const row of rows) yield `${row.map(cell).join(",")}\n`;
}

/** No cell holds a comma or a quote: numbers, hashes and names of errors. */
function cell(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "number" ? String(Math.round(value)) : String(value);
}
