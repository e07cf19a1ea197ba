// Runs one command of this repository on a machine that may have nothing but an old Node and npm.
// Usage: node tools/run.mjs <script.ts | program> [arguments]
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { commandLine, environment } from "./bootstrap/command.mjs";
import { Failure } from "./bootstrap/failure.mjs";
import { bringNode } from "./bootstrap/node.mjs";
import { bringPackages } from "./bootstrap/packages.mjs";
import { endLike, run } from "./bootstrap/process.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string[]} args */
async function main(args) {
  const node = await bringNode(root);
  const env = environment(process.env, root, node);
  await bringPackages(root, env);
  const [program, ...rest] = commandLine(args, node);
  return run(program, rest, { cwd: root, env });
}

try {
  endLike(await main(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`guildhall: ${error.message}`);
  process.exitCode = 1;
}
