import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brokenLock, explainNpm, Failure } from "./failure.mjs";
import { endLike, run } from "./process.mjs";

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} Entry */
/** @typedef {Record<string, Entry>} Packages */

/**
 * Compares the lock file with npm's own record of what it installed, which npm writes last of all: after an
 * interrupted install there is none. Only optional packages (those of other platforms) may be absent.
 * @param {Packages} locked
 * @param {Packages} present
 */
export function matches(locked, present) {
  const known = Object.keys(present).every((path) => path in locked);
  return (
    known &&
    Object.entries(locked).every(([path, entry]) => {
      if (path === "") return true;
      const found = present[path];
      if (!found) return entry.optional === true;
      return found.version === entry.version && found.integrity === entry.integrity;
    })
  );
}

/**
 * @param {string} folder
 * @param {string} name how to call the folder in messages
 */
export function installed(folder, name) {
  const locked = packagesOf(join(folder, "package-lock.json"));
  if (!locked) throw brokenLock(name);
  const present = packagesOf(join(folder, "node_modules", ".package-lock.json"));
  return present !== undefined && matches(locked, present);
}

/**
 * Why an optional package is still absent after an install that npm called good: it says nothing about a failed
 * download of such a one.
 * @param {string} folder
 * @param {string} prefix how the package for this platform begins
 * @param {string} remedy
 */
export function absent(folder, prefix, remedy) {
  const offered = Object.keys(packagesOf(join(folder, "package-lock.json")) ?? {}).some((path) =>
    path.startsWith(`node_modules/${prefix}`),
  );
  return new Failure(
    offered
      ? `${prefix} could not be fetched: the npm registry cannot be reached or holds another content than the lock file says; connect to the network and run the same command again, or ${remedy}.`
      : `there is no ${prefix} for this platform: ${remedy}.`,
  );
}

/**
 * @param {string} file
 * @returns {Packages | undefined}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

// Development and optional packages are wanted whatever the person's own npm settings leave out; a dead network
// is reported after seconds, not minutes.
const flags = [
  "--include=dev",
  "--include=optional",
  "--no-audit",
  "--no-fund",
  "--loglevel=error",
  "--fetch-retries=3",
  "--fetch-retry-factor=2",
  "--fetch-retry-mintimeout=1000",
];

/**
 * @param {string} folder
 * @param {string} name how to call the folder in messages
 * @param {NodeJS.ProcessEnv} env
 */
export async function install(folder, name, env) {
  const [program, ...args] = npm(env);
  let ended;
  try {
    ended = await run(program, [...args, "ci", ...flags], { cwd: folder, env, quiet: true });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(
      "npm is missing: install npm 10 or newer (it comes with Node) and run the same command again.",
    );
  }
  if (ended.signal) endLike(ended);
  if (/^npm error signal SIG/m.test(ended.errors)) {
    throw new Failure("the installation was interrupted: run the same command again to begin it anew.");
  }
  if (ended.code !== 0) {
    process.stderr.write(ended.errors);
    throw explainNpm(ended.errors, name);
  }
}

/**
 * The npm we were started by, on the Node that stands first on the PATH.
 * @param {NodeJS.ProcessEnv} env
 * @returns {[string, ...string[]]}
 */
function npm(env) {
  const cli = env.npm_execpath;
  return cli && basename(cli) === "npm-cli.js" ? ["node", cli] : ["npm"];
}
