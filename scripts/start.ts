/**
 * Brings up the alliance's chain, serves JSON-RPC on 127.0.0.1, lives through a day of the consortium and stays up until
 * Ctrl-C. Or lives through the day on a network that runs already.
 *
 *   npm start [-- --once] [--port 8546] [--engine anvil [--block-time 2]]
 *   npm start -- --url http://127.0.0.1:28545 --fresh-account 0x… --node-key <file> --node-endpoint 127.0.0.1:30316
 */
import { parseArgs } from "node:util";
import hre from "hardhat";
import { reportFailure, TaskError } from "../tasks/lib/failure.ts";
import { interruption } from "../tasks/lib/interruption.ts";
import { castFor } from "./day/cast.ts";
import { liveThroughADay } from "./day/day.ts";
import { Diary } from "./day/diary.ts";
import { openStage, type Stage, type StageOptions } from "./day/stage.ts";

const USE = "Use: npm start [-- --once] [-- --port 8546] [-- --engine anvil].";

interface Options extends StageOptions {
  once: boolean;
  freshAccount: string | undefined;
  nodeKey: string | undefined;
  nodeEndpoint: string | undefined;
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: "boolean", default: false },
        port: { type: "string", default: "8545" },
        engine: { type: "string", default: "hardhat" },
        "block-time": { type: "string" },
        url: { type: "string" },
        "fresh-account": { type: "string" },
        "node-key": { type: "string" },
        "node-endpoint": { type: "string" },
      },
    });
    return {
      once: values.once,
      port: wholeNumber(values.port, 65_535, "port"),
      engine: engineNamed(values.engine),
      blockTimeSeconds:
        values["block-time"] === undefined
          ? undefined
          : wholeNumber(values["block-time"], 3600, "block time"),
      url: values.url,
      freshAccount: values["fresh-account"],
      nodeKey: values["node-key"],
      nodeEndpoint: values["node-endpoint"],
    };
  } catch (error) {
    throw new TaskError((error as Error).message, USE);
  }
}

function wholeNumber(text: string, most: number, what: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new Error(`"${text}" is no ${what}.`);
}

function engineNamed(text: string): StageOptions["engine"] {
  if (text === "hardhat" || text === "anvil") return text;
  throw new Error(`"${text}" is no engine that the day brings up; a network that runs is named with --url.`);
}

async function live({ context }: Stage, options: Options): Promise<void> {
  const diary = new Diary();
  await liveThroughADay(context, await castFor(context, options), diary);
  console.log(`\n${diary.summary()}\n`);
}

/** A first command; the network `localhost` is the usual port. */
function hintFor(url: string): string {
  const list = "npm run hh -- member list --network";
  return url.endsWith(":8545") ? `${list} localhost` : `GUILDHALL_RPC_URL=${url} ${list} remote`;
}

async function main(): Promise<void> {
  const options = readOptions();
  console.log("Compiling the contracts as they run on a chain; the first time takes about a minute.");
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  const stage = await openStage(hre, options);
  try {
    await Promise.race([live(stage, options), stage.failed]);
    if (options.once || stage.ending === undefined) return;
    const interrupted = interruption();
    console.log(`JSON-RPC on ${stage.url} (chain 20260). Try: ${hintFor(stage.url)}\n${stage.ending}`);
    await Promise.race([interrupted, stage.failed]);
  } finally {
    await stage.close();
  }
}

try {
  await main();
} catch (error) {
  reportFailure(error, false);
}
