import { readFile } from "node:fs/promises";
import { GuildhallError } from "@guildhall/sdk/errors";
import type { z } from "zod";
import { type Finding, type Path, readYaml } from "../network/alliance/yaml-source.ts";

/** A file of the room that cannot be used, with everything that is wrong in it. */
export class OrderFileError extends GuildhallError {
  override readonly name = "OrderFileError";
  constructor(source: string, findings: readonly Finding[]) {
    const lines = findings.map(({ line, column, field, message }) => {
      return `${source}:${line}:${column}  ${field === "" ? "" : `${field}: `}${message}`;
    });
    super(lines.join("\n"), "Mend the file and run again; nothing was sent.", { source, findings });
  }
}

/** Says what is wrong at a place of the file. */
export type Report = (path: Path, message: string) => void;

/**
 * Reads a YAML or JSON file by its schema.
 *
 * @param path As it shall appear in findings.
 * @param check What must hold between values that are each right by themselves.
 * @throws OrderFileError with every finding: line, column, field, value, expectation.
 */
export async function readYamlFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  check: (data: z.output<Schema>, report: Report) => void = () => {},
): Promise<z.output<Schema>> {
  const yaml = readYaml(await readText(path));
  if (yaml.findings.length > 0) throw new OrderFileError(path, yaml.findings);
  const result = schema.safeParse(yaml.data);
  const findings = (result.error?.issues ?? []).flatMap((issue) => {
    const at = issue.path as Path;
    const places = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...at, key]) : [at];
    return places.map((place) => yaml.at(place, issue.message));
  });
  if (result.success) check(result.data, (place, message) => findings.push(yaml.at(place, message)));
  if (!result.success || findings.length > 0) {
    findings.sort((a, b) => a.line - b.line || a.column - b.column);
    throw new OrderFileError(path, findings);
  }
  return result.data;
}

/**
 * The text of a file, as UTF-8.
 *
 * @throws OrderFileError
 */
export async function readText(path: string): Promise<string> {
  const fail = (message: string) => new OrderFileError(path, [{ line: 1, column: 1, field: "", message }]);
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw fail(`The file cannot be read (${cause.code}). Give the path of a file that exists.`);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw fail("The file is not UTF-8 text. Save it as UTF-8.");
  }
}
