// npm run coverage: the Solidity tests must run every statement of contracts/, or test/coverage-exceptions.yaml says why they
// cannot. TypeScript tests do not count: what a contract does is shown next to it.
import { globSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { coverageProblems, exceptionsSchema } from "./coverage/judge.ts";
import { statementCoverage } from "./coverage/statements.ts";
import { runTests } from "./testing/run.ts";

process.env.HARDHAT_BUILD_PROFILE = "fast";
process.env.HARDHAT_COVERAGE = "true";
const { default: hre } = await import("hardhat");

const exceptions = exceptionsSchema.parse(parse(readFileSync("test/coverage-exceptions.yaml", "utf8")));
const tally = { passed: 0, failed: 0, skipped: 0 };
await runTests(hre, { files: globSync("test/**/*.t.sol"), grep: undefined, profile: "quick" }, tally);
const covered = statementCoverage(hre);

const problems = coverageProblems(covered, exceptions);
if (tally.failed > 0) problems.push(`${tally.failed} tests failed.`);
for (const problem of problems) console.error(problem);
console.log(`${covered.total - covered.missed.length} of ${covered.total} statements ran.`);
if (problems.length > 0) process.exitCode = 1;
