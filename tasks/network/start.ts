import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { BUNDLE } from "../../network/bundle/plan.ts";
import { startAnvil } from "../../network/engine/anvil/anvil.ts";
import { type Started, startBesu } from "../../network/engine/besu/start.ts";
import { startEmbedded } from "../../network/engine/embedded.ts";
import { genesisIn } from "../../network/engine/genesis.ts";
import type { CommonArguments } from "../lib/action.ts";
import { parseCount, parseList } from "../lib/arguments.ts";
import { reportFailure, TaskError } from "../lib/failure.ts";
import { interruption } from "../lib/interruption.ts";
import { table, toJson } from "../lib/output.ts";

interface Arguments extends CommonArguments {
  dir: string;
  engine: string | undefined;
  blockTime: string | undefined;
  port: string | undefined;
  only: string | undefined;
}

const DEFAULT_PORT = 8545;

/** Which options go with which engine; the others would be ignored in silence. */
const OPTIONS = {
  hardhat: ["port"],
  anvil: ["port", "blockTime"],
  besu: ["only"],
} as const;

type Engine = keyof typeof OPTIONS;

export default async (args: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> => {
  try {
    const engine = await engineOf(args);
    requireFitting(args, engine);
    if (engine === "besu") await besu(args);
    else if (engine === "anvil") await anvil(args, hre);
    else await hardhat(args, hre);
  } catch (error) {
    reportFailure(error, args.json);
  }
};

async function engineOf({ engine, dir }: Arguments): Promise<Engine> {
  if (engine === undefined) {
    const hasPlan = await stat(join(dir, BUNDLE.plan)).then(
      () => true,
      () => false,
    );
    return hasPlan ? "besu" : "hardhat";
  }
  if (engine in OPTIONS) return engine as Engine;
  throw new TaskError(
    `"${engine}" is no engine.`,
    "Choose hardhat (nothing is kept), anvil (one process, kept on disk) or besu (as in production).",
  );
}

function requireFitting(args: Arguments, engine: Engine): void {
  const unfitting = (["port", "blockTime", "only"] as const).filter(
    (option) => args[option] !== undefined && !(OPTIONS[engine] as readonly string[]).includes(option),
  );
  if (unfitting.length === 0) return;
  const names = unfitting.map((option) => (option === "blockTime" ? "--block-time" : `--${option}`));
  throw new TaskError(
    `${names.join(" and ")} does not go with --engine ${engine}.`,
    engine === "besu"
      ? "Ports stand in the bundle's network.json, the block period in its genesis: `network init` sets both."
      : "Leave it out, or choose another engine.",
  );
}

async function hardhat({ dir, port, json }: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  const server = await startEmbedded(hre, dir, parsePort(port));
  const interrupted = interruption();
  tell(json, { engine: "hardhat", url: server.url, kept: false }, [
    `The embedded chain serves JSON-RPC on ${server.url}; each transaction is sealed at once.`,
    "Ctrl-C or `network stop` ends it; its state is not kept.",
  ]);
  await interrupted;
  await server.stop();
}

async function anvil(args: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const { dir, port, json, blockTime } = args;
  const blockTimeSeconds = blockTime === undefined ? undefined : parseCount("--block-time", blockTime, 1);
  const genesis = await genesisIn(dir, hre);
  const interrupted = interruption();
  const running = await startAnvil(dir, { genesis, port: parsePort(port), blockTimeSeconds });
  const { url, startedAt } = running;
  tell(json, { engine: "anvil", url, kept: true, startedAt }, [
    `anvil serves JSON-RPC on ${url}; ${blockTime === undefined ? "each transaction is sealed at once" : `a block comes every ${blockTimeSeconds} s`}.`,
    startedAt === 0 ? "A new chain." : `It goes on from block ${startedAt}.`,
    `Each block is saved in ${join(dir, "anvil")} once it is sealed. Ctrl-C or \`network stop\` ends it.`,
  ]);
  try {
    await Promise.race([interrupted, running.failed]);
  } finally {
    await running.stop();
  }
}

async function besu({ dir, only, json }: Arguments): Promise<void> {
  const started = await startBesu(dir, parseList(only), json ? () => {} : console.log);
  tell(json, { engine: "besu", ...started }, describe(started));
}

/** What came of a start, as a table. */
export function describe({ nodes, head }: Started): string[] {
  const rows = nodes.map(({ name, wasRunning, url }) => [name, wasRunning ? "ran already" : "started", url]);
  return [
    table(["node", "", "JSON-RPC"], rows),
    `${head === undefined ? "No block was awaited" : `Head ${head}`}. \`network stop\` ends the nodes; they go on without this terminal.`,
  ];
}

function tell(json: boolean, data: object, lines: readonly string[]): void {
  console.log(json ? toJson(data) : lines.join("\n"));
}

function parsePort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = parseCount("--port", text, 1);
  if (port <= 65_535) return port;
  throw new TaskError(`--port ${port} is no port.`, "Give a number from 1 to 65535.");
}
