import { readFile } from "node:fs/promises";
import { GuildhallError } from "@guildhall/sdk/errors";
import type { z } from "zod";
import { type Finding, type Path, readYaml } from "./yaml-source.ts";

/** A file that cannot be used, with everything that is wrong in it. */
export class InputFileError extends GuildhallError {
  override readonly name = "InputFileError";
  readonly source: string;
  readonly findings: readonly Finding[];

  constructor(source: string, findings: readonly Finding[]) {
    const lines = findings.map(({ line, column, field, message }) => {
      return `${source}:${line}:${column}  ${field === "" ? "" : `${field}: `}${message}`;
    });
    super(lines.join("\n"), "Mend the file and run again.", { source, findings });
    this.source = source;
    this.findings = findings;
  }
}

/** Says what is wrong with the value under a path. */
export type Report = (path: Path, message: string) => void;

/** What must hold beyond the shape of a file. */
export interface Rules<Data> {
  /** Looks at the values as they stand in the file, whether or not each is right by itself. */
  raw?: (data: unknown, report: Report) => void;
  /** Looks at the values once each is right by itself. */
  sound?: (data: Data, report: Report) => void;
}

/** What a file says, and where it says so. */
export interface InputFile<Data> {
  readonly data: Data;
  /** A complaint about the value under a path that shows only later, such as a member that the ledger does not know. */
  complain(path: Path, message: string): InputFileError;
}

/**
 * Reads a YAML or JSON file by its schema, whose values are built from `fields.ts`.
 *
 * @param path As it shall appear in findings.
 * @throws InputFileError with every finding: line, column, field, value, expectation.
 */
export async function readYamlFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  rules: Rules<z.output<Schema>> = {},
): Promise<InputFile<z.output<Schema>>> {
  return parseYaml(await readText(path), path, schema, rules);
}

/**
 * As `readYamlFile`, from a text.
 *
 * @param source Name of the text in findings.
 * @throws InputFileError
 */
export function parseYaml<Schema extends z.ZodType>(
  text: string,
  source: string,
  schema: Schema,
  { raw, sound }: Rules<z.output<Schema>> = {},
): InputFile<z.output<Schema>> {
  const yaml = readYaml(text);
  if (yaml.findings.length > 0) throw new InputFileError(source, yaml.findings);
  const result = schema.safeParse(yaml.data);
  const findings = (result.error?.issues ?? []).flatMap((issue) => {
    const path = issue.path as Path;
    const paths = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
    return paths.map((place) => yaml.at(place, issue.message));
  });
  const report: Report = (path, message) => findings.push(yaml.at(path, message));
  raw?.(yaml.data, report);
  if (result.success) sound?.(result.data, report);
  if (!result.success || findings.length > 0) {
    findings.sort((a, b) => a.line - b.line || a.column - b.column);
    throw new InputFileError(source, findings);
  }
  return {
    data: result.data,
    complain: (path, message) => new InputFileError(source, [yaml.at(path, message)]),
  };
}

/**
 * The text of a file in UTF-8.
 *
 * @throws InputFileError when there is none, or it is something else.
 */
export async function readText(path: string): Promise<string> {
  const fail = (message: string) => new InputFileError(path, [{ line: 1, column: 1, field: "", message }]);
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw fail(`The file cannot be read (${cause.code}). Give the path of a file that exists.`);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw fail("The file is not UTF-8 text. Save it as UTF-8.");
  }
}
