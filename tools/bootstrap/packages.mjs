import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.mjs";
import { install, installed } from "./npm.mjs";

/**
 * Installs the packages of the lock file unless they are there already.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env puts the right Node first on the PATH
 */
export async function bringPackages(root, env) {
  if (installed(root) && hasNativeChain(root)) return;
  console.error("guildhall: installing the packages of package-lock.json, once; this takes up to a minute.");
  await install(root, "the repository", env);
  if (!hasNativeChain(root)) {
    throw new Failure(
      `Hardhat's chain (@nomicfoundation/edr) has no package for ${process.platform}-${process.arch}: use Linux, macOS or Windows on x64 or arm64.`,
    );
  }
}

/**
 * npm on an old Node silently leaves Hardhat's native chain out, and its own record does not tell.
 * @param {string} root
 */
export function hasNativeChain(root) {
  const vendor = join(root, "node_modules", "@nomicfoundation");
  const prefix = `edr-${process.platform}-${process.arch}`;
  return existsSync(vendor) && readdirSync(vendor).some((name) => name.startsWith(prefix));
}
