import { STOP_LIMIT_MS, stopNetwork } from "../../network/engine/stop.ts";
import type { CommonArguments } from "../lib/action.ts";
import { parseCount, parseList } from "../lib/arguments.ts";
import { reportFailure } from "../lib/failure.ts";
import { table, toJson } from "../lib/output.ts";

interface Arguments extends CommonArguments {
  dir: string;
  only: string | undefined;
  limit: string | undefined;
}

const WORDS = {
  stopped: "stopped",
  killed: "killed: it did not end when asked",
  "not running": "did not run",
} as const;

export default async ({ dir, only, limit, json }: Arguments): Promise<void> => {
  try {
    const limitMs = limit === undefined ? STOP_LIMIT_MS : parseCount("--limit", limit) * 1000;
    const stopped = await stopNetwork(dir, parseList(only), limitMs);
    const rows = stopped.map(({ name, how }) => [name, WORDS[how]]);
    const text = rows.length === 0 ? `Nothing that was started from ${dir} runs.` : table(["node", ""], rows);
    console.log(json ? toJson(stopped) : text);
  } catch (error) {
    reportFailure(error, json);
  }
};
