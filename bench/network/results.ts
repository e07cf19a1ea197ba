import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { LoadName, Setup } from "./settings.ts";

/** One cell of the comparison. Times in milliseconds unless they are called seconds. */
export interface Result extends Setup {
  load: LoadName;
  /** Transactions per second at which the network was found saturated. */
  saturation: number;
  offered: number;
  seconds: number;
  submitted: number;
  included: number;
  reverted: number;
  refused: number;
  unanswered: number;
  waiting: number;
  lost: number;
  achieved: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
  blocks: number;
  gapAverage: number;
  gapMax: number;
  transactionsPerBlockMax: number;
  gasPerBlockMax: number;
  lagMax: number;
  /** Whether the network was measured rather than the client. */
  isValid: boolean;
  /** Until a transaction of a fresh account was mined after the load; -1 if it never was. */
  freshSeconds: number;
  engine: string;
  machine: string;
  /** ISO 8601. */
  measuredAt: string;
}

/** Every column in the order of the file, and how its cells are read. */
const COLUMNS: Readonly<Record<keyof Result, (cell: string) => unknown>> = {
  pool: String,
  gasLimit: Number,
  load: String,
  saturation: Number,
  offered: Number,
  seconds: Number,
  submitted: Number,
  included: Number,
  reverted: Number,
  refused: Number,
  unanswered: Number,
  waiting: Number,
  lost: Number,
  achieved: Number,
  p50: Number,
  p95: Number,
  p99: Number,
  max: Number,
  blocks: Number,
  gapAverage: Number,
  gapMax: Number,
  transactionsPerBlockMax: Number,
  gasPerBlockMax: Number,
  lagMax: Number,
  isValid: (cell) => cell === "true",
  freshSeconds: Number,
  engine: String,
  machine: String,
  measuredAt: String,
};

const NAMES = Object.keys(COLUMNS) as (keyof Result)[];

/** The results that are there; none when the file is not. */
export async function readResults(path: string): Promise<Result[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  const [, ...lines] = text.trim().split("\n");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(
      NAMES.map((name, index) => [name, COLUMNS[name](cells[index] ?? "")]),
    ) as unknown as Result;
  });
}

/** Writes all results, each cell of the comparison once. */
export async function writeResults(path: string, results: readonly Result[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const lines = results.map((result) => NAMES.map((name) => cell(result[name])).join(","));
  await writeFile(path, `${[NAMES.join(","), ...lines].join("\n")}\n`);
}

/** Puts a result in the place of an earlier one of the same cell. */
export function withResult(results: readonly Result[], result: Result): Result[] {
  const isSame = ({ pool, gasLimit, load }: Result): boolean =>
    pool === result.pool && gasLimit === result.gasLimit && load === result.load;
  return [...results.filter((each) => !isSame(each)), result];
}

function cell(value: unknown): string {
  return typeof value === "number" ? String(Math.round(value * 10) / 10) : String(value).replaceAll(",", ";");
}
