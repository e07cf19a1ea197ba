import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.mjs";
import { absent, install, installed } from "./npm.mjs";

const wanted = "22.13";

/**
 * @param {string} version such as "20.20.2"
 * @param {string} minimum such as "22.13"
 */
export function atLeast(version, minimum) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = minimum.split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/**
 * Answers the Node to run on: this one, or where it is too old, the pinned one out of tools/node.
 * @param {string} root
 */
export async function bringNode(root) {
  const own = process.versions.node;
  if (atLeast(own, wanted)) return process.execPath;

  const folder = join(root, "tools", "node");
  const name = `node-${process.platform}-${process.arch}`;
  const brought = join(folder, "node_modules", name, "bin", "node");
  if (existsSync(brought) && installed(folder, "tools/node")) return brought;

  console.error(
    `guildhall: Node ${own} is older than ${wanted}; bringing a newer one into tools/node, once.`,
  );
  await install(folder, "tools/node", process.env);
  const remedy = `install Node ${wanted} or newer yourself`;
  if (!existsSync(brought)) throw absent(folder, name, remedy);
  if (!runs(brought)) throw new Failure(`${name} does not run on this system: ${remedy}.`);
  return brought;
}

/** @param {string} node */
function runs(node) {
  try {
    execFileSync(node, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
