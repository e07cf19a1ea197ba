import type { Node } from "yaml";
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";

/** Where a value stands in the file: keys and list indexes from the root. */
export type Path = readonly (string | number)[];

/** Something wrong in a file. */
export interface Finding {
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
  /** Such as `members[2].accounts[0].address`; empty where the file as a whole is meant. */
  field: string;
  /** Continues the field's name: the value, what is wrong with it, what is expected. */
  message: string;
}

/** A YAML text with every value as the text that stands there, and the place of each. */
export interface YamlSource {
  /** Maps, lists and strings. */
  data: unknown;
  /** What keeps the text from being plain YAML. */
  findings: Finding[];
  /** A finding at the value under `path`, or at the nearest value above it that exists. */
  at(path: Path, message: string): Finding;
}

/** Reads YAML 1.2 without guessing types, so that `0x12` stays an address and `no` a word. */
export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: "failsafe",
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error",
  });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems = [...document.errors, ...document.warnings];
  const findings = problems.map(({ pos, message }) => ({
    ...place(pos[0]),
    field: "",
    message: `${message}.`,
  }));
  if (findings.length === 0 && !isMap(document.contents)) {
    findings.push({ line: 1, column: 1, field: "", message: "The file is empty or no map of fields." });
  }
  return {
    data: findings.length === 0 ? document.toJS() : undefined,
    findings,
    at: (path, message) => ({
      ...place(offsetOf(document.contents, path)),
      field: formatPath(path),
      message,
    }),
  };
}

/** @example formatPath(["members", 2, "name"]) // "members[2].name" */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

function offsetOf(root: Node | null, path: Path): number {
  let node = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (isScalar(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      next = pair?.value;
    } else if (isSeq(node) && typeof step === "number") {
      next = node.items[step];
    }
    if (next === undefined || next === null) return offset;
    node = next as Node;
    offset = isScalar(node) && node.value === "" ? offset : (node.range?.[0] ?? offset);
  }
  return offset;
}
