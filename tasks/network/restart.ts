import { restartAll, restartRolling } from "../../network/engine/besu/restart.ts";
import type { CommonArguments } from "../lib/action.ts";
import { parseList } from "../lib/arguments.ts";
import { reportFailure } from "../lib/failure.ts";
import { toJson } from "../lib/output.ts";
import { describe } from "./start.ts";

interface Arguments extends CommonArguments {
  dir: string;
  only: string | undefined;
  rolling: boolean;
}

export default async ({ dir, only, rolling, json }: Arguments): Promise<void> => {
  try {
    const restart = rolling ? restartRolling : restartAll;
    const started = await restart(dir, parseList(only), json ? () => {} : console.log);
    console.log(json ? toJson(started) : describe(started).join("\n"));
  } catch (error) {
    reportFailure(error, json);
  }
};
