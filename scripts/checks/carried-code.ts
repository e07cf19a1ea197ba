/**
 * Fails when a test carries code of the product within its own, by `new X(…)` or `type(X).creationCode`: all tests together
 * would be more than the compiler can write down. They say `deployed("X", …)` or `codeOf("X")`.
 */
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";

const CARRIES = /\bnew (?<made>\w+)\(|\btype\((?<read>\w+)\)\.(?:creation|runtime)Code\b/g;

const product = new Set(globSync("contracts/**/*.sol").map((file) => basename(file, ".sol")));
const tests = globSync("test/**/*.sol");

const problems = tests.flatMap((file) =>
  readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, index) =>
      [...line.matchAll(CARRIES)]
        .map(({ groups }) => groups?.made ?? groups?.read ?? "")
        .filter((name) => product.has(name))
        .map((name) => `${file}:${index + 1}: carries the code of ${name}; see test/lib/Test.sol.`),
    ),
);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${tests.length} files of tests carry no code of the product.`);
