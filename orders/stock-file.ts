import { parseUntil } from "@guildhall/sdk";
import { BadDecimal, parseDecimal, QUANTITY_DECIMALS, scaled } from "@guildhall/sdk/orders";
import { parse } from "csv-parse/sync";
import { id, ZeroHash } from "ethers";
import { z } from "zod";
import { InputFileError, readText } from "../files/input-file.ts";
import type { Finding } from "../files/yaml-source.ts";

/** What a warehouse counted, as a line of its file states it. */
export interface StockLine {
  /** In the file, from 1. */
  readonly line: number;
  /** Alias of the member whose goods they are. */
  readonly owner: string;
  readonly sku: string;
  readonly site: string;
  readonly quantityMilli: bigint;
  /** Seconds since 1970, UTC. */
  readonly countedAt: number;
  /** Number of the warehouse receipt; empty if there is none. */
  readonly receipt: string;
}

const COLUMNS = ["owner", "sku", "site", "quantity", "countedAt", "receipt"] as const;

const text = (what: string) => z.string().min(1, { error: `is missing; expected ${what}` });

const row = z.object({
  owner: text("the alias of a member"),
  sku: text("an article's number"),
  site: text("a place"),
  quantity: z.string().transform((value, context) => {
    try {
      return scaled(parseDecimal(value, QUANTITY_DECIMALS), QUANTITY_DECIMALS);
    } catch (error) {
      if (!(error instanceof BadDecimal)) throw error;
      context.issues.push({ code: "custom", input: value, message: `${error.why} ${error.remedy}` });
      return z.NEVER;
    }
  }),
  countedAt: z.string().transform((value, context) => {
    try {
      if (!value.includes("T")) throw new Error("names a day, not an instant");
      return parseUntil(value);
    } catch (error) {
      const message = `"${value}" ${(error as Error).message}; expected an instant such as 2031-01-10T06:00Z`;
      context.issues.push({ code: "custom", input: value, message });
      return z.NEVER;
    }
  }),
  receipt: z.string(),
});

/**
 * Reads a CSV file of stock (RFC 4180, with a head line).
 *
 * @param path As it shall appear in findings.
 * @throws InputFileError with every finding, by line and column name.
 */
export async function readStockFile(path: string): Promise<StockLine[]> {
  const [head, ...rows] = recordsOf(path, await readText(path));
  if (head?.cells.join() !== COLUMNS.join()) {
    const message = `the columns must be ${COLUMNS.join()}, not ${head?.cells.join() ?? "missing"}`;
    throw new InputFileError(path, [{ line: 1, column: 1, field: "", message }]);
  }
  const findings: Finding[] = [];
  const lines = rows.flatMap(({ line, cells }): StockLine[] => {
    if (cells.length !== COLUMNS.length) {
      const message = `has ${cells.length} cells instead of ${COLUMNS.length}`;
      findings.push({ line, column: 1, field: "", message });
      return [];
    }
    const named = Object.fromEntries(COLUMNS.map((column, index) => [column, cells[index]?.trim() ?? ""]));
    const { success, data, error } = row.safeParse(named);
    if (success) {
      const { quantity, ...rest } = data;
      return [{ line, quantityMilli: quantity, ...rest }];
    }
    for (const { path: at, message } of error.issues) {
      findings.push({ line, column: COLUMNS.indexOf(at[0] as "sku") + 1, field: at.join("."), message });
    }
    return [];
  });
  if (rows.length === 0) findings.push({ line: 1, column: 1, field: "", message: "the file holds no line" });
  if (findings.length > 0) throw new InputFileError(path, findings);
  return lines;
}

/** What stands on the ledger for the number of a receipt. */
export function receiptDigest(receipt: string): string {
  return receipt === "" ? ZeroHash : id(receipt);
}

function recordsOf(path: string, source: string): { line: number; cells: readonly string[] }[] {
  const options = { info: true, bom: true, relax_column_count: true, skip_empty_lines: true } as const;
  try {
    const records = parse(source, options) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    const { message, lines } = error as Error & { lines?: number };
    throw new InputFileError(path, [{ line: lines ?? 1, column: 1, field: "", message }]);
  }
}
