// npm run gas [-- --json | --update]: what named pieces of work cost under the production compiler settings.
import { existsSync, globSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gasProblems, overBound } from "./gas/compare.ts";
import { takenPoints } from "./gas/points.ts";
import { writeIfChanged } from "./lib/folder.ts";
import { countingReporter } from "./testing/counting-reporter.ts";

const SNAPSHOT = "snapshots/gas.json";

const { values: options } = parseArgs({
  options: { json: { type: "boolean", default: false }, update: { type: "boolean", default: false } },
});

process.env.HARDHAT_BUILD_PROFILE = "default";
const { default: hre } = await import("hardhat");

// Only the answer belongs on standard output.
const answer = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

const tally = { passed: 0, failed: 0, skipped: 0 };
await hre.tasks.getTask("build").run({ noTests: true });
const testFiles = globSync("test/gas/**/*.gas.ts").sort();
if (testFiles.length > 0) {
  hre.config.test.mocha.reporter = countingReporter(tally);
  await hre.tasks.getTask(["test", "mocha"]).run({ testFiles, noCompile: true });
}

const rows = takenPoints();
const written = `${JSON.stringify(rows, undefined, 2)}\n`;
if (options.json) answer(written);
else for (const { room, work, gas, bound } of rows) answer(`${room}: ${work}  ${gas} of ${bound}\n`);

const problems = tally.failed > 0 ? [`${tally.failed} measurements failed.`] : judge();
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else if (options.update) await writeIfChanged(SNAPSHOT, written);

function judge(): string[] {
  if (options.update) return overBound(rows);
  return gasProblems(rows, existsSync(SNAPSHOT) ? JSON.parse(readFileSync(SNAPSHOT, "utf8")) : undefined);
}
