import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputFileError } from "../../files/input-file.ts";
import { type Alliance, parseAlliance } from "../alliance.ts";
import { BUNDLE, type NetworkPlan, PlanUnreadable, readPlan } from "../bundle/plan.ts";
import type { Finding } from "./finding.ts";
import { readJson, readToml, readYamlFile, type SourceFile, Unreadable } from "./source-file.ts";

/** What a bundle consists of; absent is what cannot be read, which is a finding of its own. */
export interface BundleParts {
  plan?: NetworkPlan | undefined;
  /** What block 0 was made of. */
  alliance?: Alliance | undefined;
  genesis?: SourceFile | undefined;
  staticNodes?: SourceFile | undefined;
  permissions?: SourceFile | undefined;
  besu?: SourceFile | undefined;
  /** Not every member runs its nodes in containers. */
  compose?: SourceFile | undefined;
  keyFolders: KeyFolder[];
}

/** A folder for one node's secret key. */
export interface KeyFolder {
  node: string;
  /** Where the key is or should be, relative to the bundle's folder. */
  file: string;
  /** What the file holds; absent when it is not there. */
  text?: string | undefined;
  /** Permission bits of the file. */
  mode?: number | undefined;
}

/** A bundle as far as it can be read, and what kept the rest from being read. */
export interface Reading {
  bundle: BundleParts;
  findings: Finding[];
  /** Files that were looked at. */
  files: number;
}

/**
 * Reads the folder of a bundle.
 *
 * @param folder The bundle's; a folder that is not there yields a finding per file.
 */
export async function readBundle(folder: string): Promise<Reading> {
  const findings: Finding[] = [];
  let files = 0;
  const read = async <T>(file: string, parse: (text: string) => T): Promise<T | undefined> => {
    files += 1;
    try {
      return parse(await readFile(join(folder, file), "utf8"));
    } catch (error) {
      findings.push(...explainUnreadable(file, error));
      return undefined;
    }
  };
  const json = async (name: string): Promise<SourceFile | undefined> => {
    const reading = await read(name, (text) => readJson(name, text));
    for (const { key, line } of reading?.repeated ?? []) findings.push(repeatedKey(name, key, line));
    return reading?.file;
  };
  const compose = (await exists(join(folder, BUNDLE.compose)))
    ? await read(BUNDLE.compose, (text) => readYamlFile(BUNDLE.compose, text))
    : undefined;
  const bundle: BundleParts = {
    plan: await plan(folder, findings),
    // Identity checks may have run out since the founding; that is for the register to know.
    alliance: await read(BUNDLE.alliance, (text) => parseAlliance(text, BUNDLE.alliance, { now: 0 })),
    genesis: await json(BUNDLE.genesis),
    staticNodes: await json(BUNDLE.staticNodes),
    permissions: await read(BUNDLE.permissions, (text) => readToml(BUNDLE.permissions, text)),
    besu: await read(BUNDLE.besu, (text) => readToml(BUNDLE.besu, text)),
    compose,
    keyFolders: await keyFolders(folder),
  };
  return { bundle, findings, files: files + 1 + bundle.keyFolders.length };
}

async function plan(folder: string, findings: Finding[]): Promise<NetworkPlan | undefined> {
  try {
    const text = await readFile(join(folder, BUNDLE.plan), "utf8").catch(() => "{}");
    for (const { key, line } of repetitions(text)) findings.push(repeatedKey(BUNDLE.plan, key, line));
    return await readPlan(folder);
  } catch (error) {
    if (!(error instanceof PlanUnreadable)) throw error;
    findings.push({
      file: BUNDLE.plan,
      fault: error.why,
      consequence: "Nothing tells which nodes the network has, so that most other files cannot be judged.",
      cure: error.remedy,
    });
    return undefined;
  }
}

function repetitions(text: string) {
  try {
    return readJson(BUNDLE.plan, text).repeated;
  } catch {
    return [];
  }
}

async function keyFolders(folder: string): Promise<KeyFolder[]> {
  const nodes = await readdir(join(folder, "nodes")).catch(() => []);
  return Promise.all(
    nodes.sort().map(async (node) => {
      const file = BUNDLE.keyOf(node);
      const path = join(folder, file);
      const text = await readFile(path, "utf8").catch(() => undefined);
      return { node, file, text, mode: text === undefined ? undefined : (await stat(path)).mode & 0o777 };
    }),
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function repeatedKey(file: string, key: string, line: number): Finding {
  return {
    file,
    line,
    field: key,
    fault: `The key "${key}" stands twice in one object.`,
    consequence:
      "Which of the two values a node takes is up to its parser; the other is lost without a word.",
    cure: "Decide which value is meant and delete the other.",
  };
}

function explainUnreadable(file: string, error: unknown): Finding[] {
  if (error instanceof InputFileError) {
    return error.findings.map(({ line, field, message }) => ({
      file,
      line,
      field,
      fault: message,
      consequence: "Block 0 cannot be made from this file again, and nobody can check it against the ledger.",
      cure: "Put the file back from which the network was founded.",
    }));
  }
  if (error instanceof Unreadable) {
    return [
      {
        file,
        line: error.line,
        fault: `The file cannot be read: ${error.message}`,
        consequence: "Nodes refuse it and do not start.",
        cure: "Mend the file, or write the bundle anew with `network init` (keys that are there are kept).",
      },
    ];
  }
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return [
    {
      file,
      fault: `The file cannot be read (${code}).`,
      consequence: "Nodes that need it do not start.",
      cure: "Name the folder of a bundle, or write it anew with `network init` (keys that are there are kept).",
    },
  ];
}
