import Table from "cli-table3";

/** What a task has to say: `data` for machines (`--json`), `text` for people. */
export interface Output {
  data: unknown;
  text: string;
}

/** A table with one row per item; empty cells show as a dash. */
export function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  if (rows.length === 0) return "(none)";
  const drawn = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  for (const row of rows) drawn.push(row.map(cell));
  return drawn.toString();
}

/** Names and values below each other, for one record. */
export function record(fields: Readonly<Record<string, unknown>>): string {
  const width = Math.max(...Object.keys(fields).map((name) => name.length));
  return Object.entries(fields)
    .map(([name, value]) => `${name.padEnd(width)}  ${cell(value)}`)
    .join("\n");
}

/** JSON with amounts and ids as decimal strings, since they may exceed what a JSON number holds exactly. */
export function toJson(data: unknown): string {
  return JSON.stringify(data, (_key, value) => (typeof value === "bigint" ? value.toString() : value), 2);
}

/** Seconds UTC as ISO 8601; zero as nothing. */
export function time(seconds: bigint | number): string {
  return Number(seconds) === 0 ? "" : `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`;
}

function cell(value: unknown): string {
  if (value === undefined || value === null || value === "") return "-";
  if (Array.isArray(value)) return value.length === 0 ? "-" : value.map(cell).join(", ");
  return String(value);
}
