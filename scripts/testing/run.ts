import { globSync } from "node:fs";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { TestRunResult } from "hardhat/types/test";
import type { Result } from "hardhat/types/utils";
import { countingReporter } from "./counting-reporter.ts";
import type { Tally } from "./tally.ts";

export interface Selection {
  /** Test files; none means all. */
  files: string[];
  grep: string | undefined;
  /** Solidity test profile of hardhat.config.ts: how long to fuzz. */
  profile: string;
}

/** Runs the Solidity tests, then the TypeScript ones, and counts into `tally`. */
export async function runTests(
  hre: HardhatRuntimeEnvironment,
  selection: Selection,
  tally: Tally,
): Promise<void> {
  const { files, grep, profile } = selection;
  await hre.tasks.getTask("build").run({});
  const all = files.length === 0;

  const solidity = files.filter((file) => file.endsWith(".sol"));
  if (all || solidity.length > 0) {
    const task = hre.tasks.getTask(["test", "solidity"]);
    count(
      await task.run({
        testFiles: solidity,
        grep,
        testProfile: profile,
        noCompile: true,
        testSummaryIndex: 1,
      }),
      tally,
    );
  }

  const mocha = all ? globSync("test/**/*.test.ts", { cwd: hre.config.paths.root }) : files.filter(isMocha);
  if (mocha.length > 0) {
    hre.config.test.mocha.reporter = countingReporter(tally);
    hre.config.test.mocha.forbidOnly = Boolean(process.env.CI);
    await hre.tasks.getTask(["test", "mocha"]).run({ testFiles: mocha.sort(), grep, noCompile: true });
  }
}

function isMocha(file: string): boolean {
  return !file.endsWith(".sol");
}

function count(result: Result<TestRunResult, TestRunResult>, tally: Tally): void {
  const { summary } = result.success ? result.value : result.error;
  tally.passed += summary.passed;
  tally.skipped += summary.skipped;
  // A run that broke down between tests has failed as well.
  tally.failed += result.success ? 0 : Math.max(summary.failed, 1);
  if (summary.failureOutput) console.log(summary.failureOutput);
}
