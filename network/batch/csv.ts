/** A record of a CSV file. */
export interface CsvRecord {
  /** Line of the file at which it starts, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A cell and what ends it: quoted with doubled quotes within, or plain. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/y;

/**
 * Reads comma-separated values (RFC 4180): quoted cells may hold commas, line ends and doubled quotes. Empty lines are
 * passed over.
 *
 * @throws Error naming the line at which a quote does not end or is followed by other text.
 */
export function readCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let start = 0;
  for (let place = 0; place < text.length; place = CELL.lastIndex) {
    CELL.lastIndex = place;
    const match = CELL.exec(text);
    if (match === null)
      throw new Error(`line ${lineAt(text, place)}: a quoted cell does not end where it should`);
    const [, quoted, plain, end] = match;
    cells.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") {
      if (CELL.lastIndex === text.length) cells.push("");
      else continue;
    }
    if (cells.some((cell) => cell !== "")) records.push({ line: lineAt(text, start), cells });
    cells = [];
    start = CELL.lastIndex;
  }
  return records;
}

function lineAt(text: string, place: number): number {
  return text.slice(0, place).split("\n").length;
}
