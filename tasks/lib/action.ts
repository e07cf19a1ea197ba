import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { type Context, openContext } from "./context.ts";
import { reportFailure } from "./failure.ts";
import { type Output, toJson } from "./output.ts";

/** Arguments that every task takes. */
export interface CommonArguments {
  json: boolean;
}

/**
 * The action of a task: opens the alliance, runs `run`, prints what it returns. A failure is explained on standard error
 * (with `--json` as an object on standard output) and ends the process with exit code 1.
 */
export function action<ArgumentsT>(run: (args: ArgumentsT, context: Context) => Promise<Output>) {
  return async (args: ArgumentsT & CommonArguments, hre: HardhatRuntimeEnvironment): Promise<void> => {
    try {
      const output = await run(args, await openContext(hre));
      console.log(args.json ? toJson(output.data) : output.text);
    } catch (error) {
      reportFailure(error, args.json);
    }
  };
}
