// npm run coverage: every statement of contracts/ must run, or test/coverage-exceptions.yaml says why it cannot.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { coverageProblems, exceptionsSchema } from "./coverage/judge.ts";
import { holdReports, statementCoverage } from "./coverage/statements.ts";
import { runTests } from "./testing/run.ts";

process.env.HARDHAT_BUILD_PROFILE = "fast";
process.env.HARDHAT_COVERAGE = "true";
const { default: hre } = await import("hardhat");

const exceptions = exceptionsSchema.parse(parse(readFileSync("test/coverage-exceptions.yaml", "utf8")));
const tally = { passed: 0, failed: 0, skipped: 0 };
holdReports(hre);
await runTests(hre, { files: [], grep: undefined, profile: "quick" }, tally);
const covered = await statementCoverage(hre);

const problems = coverageProblems(covered, exceptions);
if (tally.failed > 0) problems.push(`${tally.failed} tests failed.`);
for (const problem of problems) console.error(problem);
console.log(`${covered.total - covered.missed.length} of ${covered.total} statements ran.`);
if (problems.length > 0) process.exitCode = 1;
