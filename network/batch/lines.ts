import { readFile } from "node:fs/promises";
import { GuildhallError } from "@guildhall/sdk/errors";
import { parse } from "csv-parse/sync";
import { z } from "zod";

/** A write as its line in the file tells it. */
export interface BatchLine {
  /** In the file, from 1. */
  readonly line: number;
  readonly id: string;
  /** Name in the directory, or an address. */
  readonly to: string;
  /** Name, or signature such as `open(bytes32,uint40)`. */
  readonly function: string;
  readonly args: readonly unknown[];
}

/** Something wrong with a line. */
export interface Fault {
  readonly line: number;
  readonly field: string;
  readonly message: string;
}

const FAULTS_SHOWN = 20;

/** The file of a batch cannot be used; nothing was sent. */
export class BatchFileInvalid extends GuildhallError {
  override readonly name = "BatchFileInvalid";
  constructor(path: string, faults: readonly Fault[]) {
    const shown = faults.slice(0, FAULTS_SHOWN).map(({ line, field, message }) => {
      const place = [line === 0 ? "" : `line ${line}`, field].filter((part) => part !== "").join(", ");
      return place === "" ? message : `${place}: ${message}`;
    });
    const rest = faults.length > FAULTS_SHOWN ? [`and ${faults.length - FAULTS_SHOWN} more`] : [];
    super(
      [`${path} cannot be sent; nothing was.`, ...shown, ...rest].join("\n- "),
      'Cure the lines and run it again. A line is {"id": "a1", "to": "sessionJournal", "function": "open", "args": […]}; ' +
        "a CSV file has the columns id,to,function,args with the arguments as a JSON list.",
      { path, faults },
    );
  }
}

const LINE = z.strictObject({
  id: z.string().min(1),
  to: z.string().min(1),
  function: z.string().min(1),
  args: z.array(z.unknown()).default([]),
});

type Source = { line: number } & ({ value: unknown } | { fault: string });

/**
 * Reads the file of a batch: JSON lines, or comma-separated values if it ends in `.csv`.
 *
 * @throws BatchFileInvalid with every fault, by line and field.
 */
export async function readBatchLines(path: string): Promise<BatchLine[]> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new BatchFileInvalid(path, [fault(0, "", `the file cannot be read (${cause.code})`)]);
  });
  const sources = path.toLowerCase().endsWith(".csv") ? csvSources(path, text) : jsonSources(text);
  const faults: Fault[] = [];
  const lines = sources.flatMap((source): BatchLine[] => {
    if ("fault" in source) {
      faults.push(fault(source.line, "", source.fault));
      return [];
    }
    const { success, data, error } = LINE.safeParse(source.value);
    if (success) return [{ line: source.line, ...data }];
    faults.push(...error.issues.map((issue) => fault(source.line, issue.path.join("."), issue.message)));
    return [];
  });
  const firstUse = new Map<string, number>();
  for (const { id, line } of lines) {
    const first = firstUse.get(id);
    if (first === undefined) firstUse.set(id, line);
    else faults.push(fault(line, "id", `"${id}" is the id of line ${first} already`));
  }
  if (sources.length === 0) faults.push(fault(0, "", "the file holds no line"));
  if (faults.length > 0) throw new BatchFileInvalid(path, faults);
  return lines;
}

function jsonSources(text: string): Source[] {
  return text.split("\n").flatMap((each, index): Source[] => {
    if (each.trim() === "") return [];
    const line = index + 1;
    try {
      return [{ line, value: JSON.parse(each) }];
    } catch (error) {
      return [{ line, fault: `is no JSON: ${(error as Error).message}` }];
    }
  });
}

const COLUMNS = ["id", "to", "function", "args"] as const;

function csvSources(path: string, text: string): Source[] {
  const [head, ...rows] = csvRecords(path, text);
  if (head !== undefined && head.cells.join() !== COLUMNS.join()) {
    throw new BatchFileInvalid(path, [
      fault(head.line, "", `the columns must be ${COLUMNS.join()}, not ${head.cells.join()}`),
    ]);
  }
  return rows.map(({ line, cells }): Source => {
    if (cells.length !== COLUMNS.length) return { line, fault: `has ${cells.length} cells instead of 4` };
    const [id, to, name, args = ""] = cells;
    try {
      return { line, value: { id, to, function: name, args: args === "" ? [] : JSON.parse(args) } };
    } catch (error) {
      return { line, fault: `args is no JSON list: ${(error as Error).message}` };
    }
  });
}

/** Rows of a CSV file (RFC 4180) with the line at which each ends. */
function csvRecords(path: string, text: string): { line: number; cells: readonly string[] }[] {
  const options = { info: true, bom: true, relax_column_count: true, skip_empty_lines: true } as const;
  try {
    const records = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    throw new BatchFileInvalid(path, [fault(0, "", (error as Error).message)]);
  }
}

/** Something wrong, at a line (0 for the file as a whole) and a field of it. */
export function fault(line: number, field: string, message: string): Fault {
  return { line, field, message };
}
