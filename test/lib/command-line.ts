import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import hre from "hardhat";
import type { HardhatUserConfig } from "hardhat/config";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Task } from "hardhat/types/tasks";

/** What a command printed and how it ended. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** The command line of the project with `--network localhost`, run within this process: a second is saved per command. */
export interface CommandLine {
  readonly hre: HardhatRuntimeEnvironment;
  /** Where deployments are recorded. */
  readonly folder: string;
  /** Runs a command as typed after `npx hardhat`; single quotes hold words together. */
  run(command: string): Promise<Outcome>;
  /** Runs a command that must succeed, with `--json`, and reads what it printed. */
  json<T = Record<string, unknown>>(command: string): Promise<T>;
  /** Runs a command that must fail, with `--json`, and reads the error that it printed. */
  refusal(command: string): Promise<Refusal>;
  close(): Promise<void>;
}

/** An explained error as `--json` prints it. */
export interface Refusal {
  readonly name: string;
  readonly text: string;
  readonly why: string;
  readonly remedy: string;
}

/**
 * Opens a command line against the node at `url`.
 *
 * @param given Folder for records, if an earlier one shall be gone on with.
 */
export async function commandLine(url: string, given?: string): Promise<CommandLine> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), "guildhall-cli-")));
  const environment = await environmentFor(url, folder);
  const run = (command: string): Promise<Outcome> => {
    const words = wordsOf(command);
    const task = taskOf(environment, words);
    const args = argumentsOf(task, words.slice(task.id.length));
    return captured(() => task.run(args));
  };
  return {
    hre: environment,
    folder,
    run,
    async json<T>(command: string) {
      const { stdout, stderr, exitCode } = await run(`${command} --json`);
      expect(exitCode, `${command}: ${stdout}${stderr}`).to.equal(0);
      expect(stderr).to.equal("");
      return JSON.parse(stdout) as T;
    },
    async refusal(command: string) {
      const { stdout, stderr, exitCode } = await run(`${command} --json`);
      expect(exitCode, `${command}: ${stdout}`).to.equal(1);
      expect(stderr).to.equal("");
      return (JSON.parse(stdout) as { error: Refusal }).error;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Hardhat with the network `localhost` at `url` and its records in `folder`. */
export async function environmentFor(url: string, folder: string): Promise<HardhatRuntimeEnvironment> {
  const { default: config } = (await import("./hardhat.config.ts")) as { default: HardhatUserConfig };
  const { buildProfile } = hre.globalOptions;
  const localhost = { type: "http", url, accounts: "remote", gasPrice: 0n } as const;
  return createHardhatRuntimeEnvironment(
    {
      ...config,
      paths: { ...config.paths, ignition: folder },
      networks: { ...config.networks, localhost },
    } as HardhatUserConfig,
    { network: "localhost", ...(buildProfile === undefined ? {} : { buildProfile }) },
    hre.config.paths.root,
  );
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

function taskOf({ tasks }: HardhatRuntimeEnvironment, [room = "", ...words]: readonly string[]): Task {
  let task = tasks.getTask(room);
  for (const word of words) {
    const verb = task.subtasks.get(word);
    if (verb === undefined) break;
    task = verb;
  }
  return task;
}

/** The arguments as Hardhat itself reads them from the command line. */
function argumentsOf(task: Task, words: readonly string[]): Record<string, unknown> {
  const options = [...task.options.values()].map(({ name, type }) => [
    name.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`),
    { name, isFlag: type === "FLAG" },
  ]);
  const named = Object.fromEntries(options) as Record<string, { name: string; isFlag: boolean }>;
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(named).map(([option, { isFlag }]) => [option, { type: isFlag ? "boolean" : "string" }]),
    ),
  });
  const places = task.positionalArguments.map(({ name }, index) => [name, positionals[index]]);
  const given = Object.entries(values).map(([option, value]) => [named[option]?.name, value]);
  return Object.fromEntries([...places, ...given].filter(([, value]) => value !== undefined));
}

async function captured(run: () => Promise<unknown>): Promise<Outcome> {
  const { log, error } = console;
  const stdout: unknown[] = [];
  const stderr: unknown[] = [];
  console.log = (...texts) => void stdout.push(...texts);
  console.error = (...texts) => void stderr.push(...texts);
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await run();
    return { stdout: joined(stdout), stderr: joined(stderr), exitCode: Number(process.exitCode ?? 0) };
  } finally {
    Object.assign(console, { log, error });
    process.exitCode = before;
  }
}

function joined(texts: readonly unknown[]): string {
  return stripVTControlCharacters(texts.join("\n"));
}
