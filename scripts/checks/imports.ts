/** Fails when an import points the wrong way; CONTRIBUTING.md tells them. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { breach } from "./import-rules.ts";
import { importsOf, isPlainList } from "./imports-of.ts";

const TASK_LIST = "tasks/index.ts";

const files = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
  {
    encoding: "utf8",
  },
)
  .split("\n")
  .filter((file) => /\.(sol|ts|mts|mjs|js)$/.test(file) && existsSync(file));

const problems = files.flatMap((file) => {
  const text = readFileSync(file, "utf8");
  const breaches = importsOf(file, text).flatMap((found) => {
    const rule = breach(found);
    return rule === undefined ? [] : [`${file} imports ${found.to}: ${rule}.`];
  });
  const logic =
    file === TASK_LIST && !isPlainList(text) ? [`${file}: holds the list of tasks and no logic.`] : [];
  return [...breaches, ...logic];
});

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`The imports of ${files.length} files point the right way.`);
