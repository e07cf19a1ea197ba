import { delimiter, dirname, join } from "node:path";
import { Failure } from "./failure.mjs";

const followParent = new URL("./follow-parent.mjs", import.meta.url).href;

/**
 * A TypeScript file runs on Node through tsx, which only strips the types; anything else is a program.
 * @param {string[]} args
 * @param {string} node
 * @returns {[string, ...string[]]}
 */
export function commandLine(args, node) {
  const [first, ...rest] = args;
  if (first === undefined)
    throw new Failure("name what to run: node tools/run.mjs <script.ts | program> [arguments].");
  return first.endsWith(".ts")
    ? [node, "--import", followParent, "--import", "tsx/esm", first, ...rest]
    : [first, ...rest];
}

/**
 * The environment in which every program below finds the same Node and the repository's own programs first.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} root
 * @param {string} node
 */
export function environment(env, root, node) {
  const path = [dirname(node), join(root, "node_modules", ".bin"), env.PATH].filter(Boolean).join(delimiter);
  return { HARDHAT_DISABLE_TELEMETRY: "true", ...env, PATH: path, NODE: node, npm_node_execpath: node };
}
