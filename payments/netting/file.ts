import { readFile } from "node:fs/promises";
import { GuildhallError } from "@guildhall/sdk/errors";
import { PRIORITIES, type PriorityName } from "@guildhall/sdk/payments";
import { parse } from "csv-parse/sync";
import { type Money, parseMoney } from "../money.ts";

/** The columns of a file of obligations. */
export const COLUMNS = ["debtor", "creditor", "amount", "priority", "options", "versus", "uetr"] as const;
type Column = (typeof COLUMNS)[number];

/** An obligation as its line in the file tells it. */
export interface ObligationLine {
  /** In the file, from 1. */
  readonly line: number;
  /** Aliases, numbers or names of members. */
  readonly debtor: string;
  readonly creditor: string;
  readonly amount: Money;
  readonly priority: PriorityName;
  readonly isDivisible: boolean;
  readonly mayWait: boolean;
  /** What the creditor pays in return, both or neither. */
  readonly versus: Money | undefined;
  readonly uetr: string | undefined;
}

/** Something wrong with a line. */
export interface LineFault {
  readonly line: number;
  readonly field: string;
  readonly message: string;
}

const FAULTS_SHOWN = 20;

/** A file of obligations cannot be used; nothing was sent. */
export class ObligationFileInvalid extends GuildhallError {
  override readonly name = "ObligationFileInvalid";
  constructor(path: string, faults: readonly LineFault[]) {
    const shown = faults.slice(0, FAULTS_SHOWN).map(({ line, field, message }) => {
      const place = [line === 0 ? "" : `line ${line}`, field].filter((part) => part !== "").join(", ");
      return place === "" ? message : `${place}: ${message}`;
    });
    const rest = faults.length > FAULTS_SHOWN ? [`and ${faults.length - FAULTS_SHOWN} more`] : [];
    super(
      [`${path} cannot be submitted; nothing was.`, ...shown, ...rest].join("\n- "),
      `Cure the lines and run it again. The columns are ${COLUMNS.join()}; the last four may be empty. In JSON lines, amounts are text.`,
      { path, faults },
    );
  }
}

const UETR = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const OPTIONS = ["divisible", "may-wait"];

type Cells = Partial<Record<Column, unknown>>;

/** Thrown while a cell is read. */
class CellFault extends Error {
  readonly field: Column;
  constructor(field: Column, message: string) {
    super(message);
    this.field = field;
  }
}

/**
 * Reads a file of obligations: comma-separated values, or JSON lines if its name ends in `.jsonl`.
 *
 * @param check Looks at a line beyond its form, such as whether a member is known; returns what is wrong.
 * @throws ObligationFileInvalid with every fault, by line and field.
 */
export async function readObligations(
  path: string,
  check: (line: ObligationLine) => LineFault[] = () => [],
): Promise<ObligationLine[]> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new ObligationFileInvalid(path, [wrong(0, "", `the file cannot be read (${cause.code})`)]);
  });
  return parseObligations(text, path, check);
}

/** As `readObligations`, from the text of a file called `path`. */
export function parseObligations(
  text: string,
  path: string,
  check: (line: ObligationLine) => LineFault[] = () => [],
): ObligationLine[] {
  const faults: LineFault[] = [];
  const sources = path.toLowerCase().endsWith(".jsonl")
    ? jsonCells(text, faults)
    : csvCells(path, text, faults);
  const lines = sources.flatMap(({ line, cells }): ObligationLine[] => {
    try {
      return [readLine(line, cells)];
    } catch (error) {
      if (!(error instanceof CellFault)) throw error;
      faults.push(wrong(line, error.field, error.message));
      return [];
    }
  });
  faults.push(...lines.flatMap(check));
  if (sources.length === 0 && faults.length === 0) faults.push(wrong(0, "", "the file holds no line"));
  if (faults.length > 0) {
    throw new ObligationFileInvalid(
      path,
      faults.sort((a, b) => a.line - b.line),
    );
  }
  return lines;
}

/** Something wrong, at a line (0 for the file as a whole) and a field of it. */
export function wrong(line: number, field: string, message: string): LineFault {
  return { line, field, message };
}

function readLine(line: number, cells: Cells): ObligationLine {
  const debtor = textOf(cells, "debtor");
  const creditor = textOf(cells, "creditor");
  if (debtor === "") throw new CellFault("debtor", "is missing");
  if (creditor === "") throw new CellFault("creditor", "is missing");
  if (creditor === debtor) throw new CellFault("creditor", "is the debtor itself");
  const options = textOf(cells, "options")
    .split(" ")
    .filter((word) => word !== "");
  const unknown = options.find((word) => !OPTIONS.includes(word));
  if (unknown !== undefined) throw new CellFault("options", `"${unknown}" is none of ${OPTIONS.join(", ")}`);
  const isDivisible = options.includes("divisible");
  const versus = textOf(cells, "versus") === "" ? undefined : moneyOf(cells, "versus");
  const amount = moneyOf(cells, "amount");
  if (versus !== undefined && isDivisible)
    throw new CellFault("options", "payment versus payment is not divisible");
  if (versus?.currency === amount.currency) throw new CellFault("versus", "is in the currency of the amount");
  const uetr = textOf(cells, "uetr");
  if (uetr !== "" && !UETR.test(uetr)) throw new CellFault("uetr", `"${uetr}" is no UUID of version 4`);
  return {
    line,
    debtor,
    creditor,
    amount,
    priority: priorityOf(textOf(cells, "priority")),
    isDivisible,
    mayWait: options.includes("may-wait"),
    versus,
    uetr: uetr === "" ? undefined : uetr,
  };
}

function textOf(cells: Cells, field: Column): string {
  const value = cells[field] ?? "";
  if (typeof value === "string") return value.trim();
  throw new CellFault(field, `${JSON.stringify(value)} is not text; a JSON number may not be exact`);
}

function moneyOf(cells: Cells, field: Column): Money {
  const text = textOf(cells, field);
  if (text === "") throw new CellFault(field, "is missing");
  try {
    const money = parseMoney(text);
    if (money.amountMinor > 0n) return money;
  } catch (error) {
    throw new CellFault(field, (error as GuildhallError).why.replace(/\.$/, ""));
  }
  throw new CellFault(field, "is zero");
}

function priorityOf(text: string): PriorityName {
  if (text === "") return "normal";
  if (text in PRIORITIES) return text as PriorityName;
  throw new CellFault("priority", `"${text}" is none of ${Object.keys(PRIORITIES).join(", ")}`);
}

function jsonCells(text: string, faults: LineFault[]): { line: number; cells: Cells }[] {
  return text.split("\n").flatMap((each, index) => {
    if (each.trim() === "") return [];
    const line = index + 1;
    try {
      const cells = JSON.parse(each) as Cells;
      const stray = Object.keys(cells).find((key) => !COLUMNS.includes(key as Column));
      if (stray === undefined) return [{ line, cells }];
      faults.push(wrong(line, stray, "is no field of an obligation"));
    } catch (error) {
      faults.push(wrong(line, "", `is no JSON: ${(error as Error).message}`));
    }
    return [];
  });
}

function csvCells(path: string, text: string, faults: LineFault[]): { line: number; cells: Cells }[] {
  const options = { info: true, bom: true, relax_column_count: true, skip_empty_lines: true } as const;
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, options) as unknown as typeof records;
  } catch (error) {
    throw new ObligationFileInvalid(path, [wrong(0, "", (error as Error).message)]);
  }
  const [head, ...rows] = records;
  if (head !== undefined && head.record.join() !== COLUMNS.join()) {
    const message = `the columns must be ${COLUMNS.join()}, not ${head.record.join()}`;
    throw new ObligationFileInvalid(path, [wrong(head.info.lines, "", message)]);
  }
  return rows.flatMap(({ record, info }) => {
    if (record.length === COLUMNS.length) {
      const cells = Object.fromEntries(COLUMNS.map((column, index) => [column, record[index]]));
      return [{ line: info.lines, cells }];
    }
    faults.push(wrong(info.lines, "", `has ${record.length} cells instead of ${COLUMNS.length}`));
    return [];
  });
}
