import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { absent, install, installed } from "./npm.mjs";

const place = "this repository";
const nativeChain = `@nomicfoundation/edr-${process.platform}-${process.arch}`;

/**
 * Installs the packages of the lock file unless they are there already.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env puts the right Node first on the PATH
 */
export async function bringPackages(root, env) {
  if (installed(root, place) && hasNativeChain(root)) return;
  console.error("guildhall: installing the packages of package-lock.json, once; this takes up to a minute.");
  await install(root, place, env);
  if (!hasNativeChain(root)) throw absent(root, nativeChain, "use Linux or macOS on x64 or arm64");
}

/**
 * npm on an old Node silently leaves Hardhat's native chain out, and its own record does not tell.
 * @param {string} root
 */
function hasNativeChain(root) {
  const path = join(root, "node_modules", nativeChain);
  const vendor = dirname(path);
  return existsSync(vendor) && readdirSync(vendor).some((name) => name.startsWith(basename(path)));
}
