import { parse as parseToml, TomlError } from "smol-toml";
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { formatPath, type Path } from "../../files/yaml-source.ts";
import type { Finding, Words } from "./finding.ts";

/** Text that is not what its name says. */
export class Unreadable extends Error {
  readonly line: number | undefined;
  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/** A file of a bundle: its values, and the line of each. */
export class SourceFile {
  /** Relative to the bundle's folder. */
  readonly name: string;
  readonly text: string;
  readonly data: unknown;
  readonly #lineOf: (path: Path) => number | undefined;

  constructor(name: string, text: string, data: unknown, lineOf: (path: Path) => number | undefined) {
    this.name = name;
    this.text = text;
    this.data = data;
    this.#lineOf = lineOf;
  }

  /** The value under a path; the case of keys does not matter, as it does not to Besu. */
  get(...path: Path): unknown {
    return path.reduce(child, this.data);
  }

  /** The keys of the map under a path, as they are written. */
  keys(...path: Path): string[] {
    const value = this.get(...path);
    return isRecord(value) ? Object.keys(value) : [];
  }

  /** The items of the list under a path; none if there is no list. */
  items(...path: Path): unknown[] {
    const value = this.get(...path);
    return Array.isArray(value) ? value : [];
  }

  /** A finding at the value under a path, or where it would have to stand. */
  finding(path: Path, words: Words): Finding {
    return {
      file: this.name,
      line: this.#lineOf(path),
      field: path.length === 0 ? undefined : formatPath(path),
      ...words,
    };
  }
}

/** A key that stands twice in one map of a file; parsers keep the last. */
export interface Repetition {
  key: string;
  line: number;
}

/**
 * Reads JSON.
 *
 * @throws Unreadable when it is none.
 */
export function readJson(name: string, text: string): { file: SourceFile; repeated: Repetition[] } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new Unreadable((error as Error).message);
  }
  const lines = new LineCounter();
  // JSON is YAML; this parser keeps what JSON.parse drops: places, and keys that stand twice.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, schema: "json" });
  const repeated: Repetition[] = [];
  collectRepetitions(document.contents as Node | null, (key, offset) =>
    repeated.push({ key, line: lines.linePos(offset).line }),
  );
  return { file: new SourceFile(name, text, data, lineFinder(document, lines)), repeated };
}

/**
 * Reads YAML 1.2.
 *
 * @throws Unreadable when it is none, or has a key twice.
 */
export function readYamlFile(name: string, text: string): SourceFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const [error] = document.errors;
  if (error !== undefined) throw new Unreadable(error.message, lines.linePos(error.pos[0]).line);
  return new SourceFile(name, text, document.toJS(), lineFinder(document, lines));
}

/**
 * Reads TOML as Besu reads its options: headings of tables are ignored.
 *
 * @throws Unreadable when it is none, or has a key twice.
 */
export function readToml(name: string, text: string): SourceFile {
  try {
    const data = flatten(parseToml(text));
    const lines = text.split("\n");
    return new SourceFile(name, text, data, ([key]) => {
      const index = lines.findIndex((line) => line.split("=")[0]?.trim() === key);
      return index < 0 ? undefined : index + 1;
    });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new Unreadable(error.message.split("\n")[0] ?? "", error.line);
  }
}

/** Whether a value is a map of a file. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function child(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  if (!isRecord(value)) return undefined;
  const key = Object.keys(value).find((each) => sameKey(each, step));
  return key === undefined ? undefined : value[key];
}

function sameKey(key: string, step: string | number): boolean {
  return key.toLowerCase() === String(step).toLowerCase();
}

function flatten(table: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(table).map(([key, value]) =>
    isRecord(value) ? flatten(value) : { [key]: value },
  );
  return Object.assign({}, ...entries) as Record<string, unknown>;
}

function collectRepetitions(node: Node | null, report: (key: string, offset: number) => void): void {
  if (isSeq(node)) for (const item of node.items) collectRepetitions(item as Node, report);
  if (!isMap(node)) return;
  const seen = new Set<string>();
  for (const { key, value } of node.items) {
    const text = isScalar(key) ? String(key.value) : "";
    if (seen.has(text.toLowerCase())) report(text, (key as Node).range?.[0] ?? 0);
    seen.add(text.toLowerCase());
    collectRepetitions(value as Node | null, report);
  }
}

function lineFinder(document: Document, lines: LineCounter) {
  return (path: Path): number | undefined => {
    let node: unknown = document.contents;
    let offset = document.contents?.range?.[0];
    for (const step of path) {
      const pair = isMap(node)
        ? node.items.find(({ key }) => isScalar(key) && sameKey(String(key.value), step))
        : undefined;
      const next: unknown = isSeq(node) ? node.items[Number(step)] : pair?.value;
      offset = ((pair?.key ?? next) as Node | undefined)?.range?.[0] ?? offset;
      node = next;
    }
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
}
