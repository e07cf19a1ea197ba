import { spawn } from "node:child_process";
import { Failure } from "./failure.mjs";
import { whenOrphaned } from "./orphan.mjs";

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null, errors: string }} Ended */

/**
 * Runs a program to its end and hands signals on so that each reaches it once.
 *
 * At a terminal the kernel sends Ctrl-C to the program itself, so here it is only outlived. Away from one the
 * program gets a process group of its own, and what reaches this process (npm may repeat it) is handed on.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, quiet?: boolean }} options quiet: keep its errors for the caller
 * @returns {Promise<Ended>}
 */
export function run(program, args, { cwd, env, quiet = false }) {
  const atTerminal = process.stdin.isTTY === true || process.platform === "win32";
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      detached: !atTerminal,
      stdio: quiet ? ["ignore", "ignore", "pipe"] : "inherit",
    });
    let errors = "";
    child.stderr?.on("data", (chunk) => {
      errors += chunk;
    });

    const handedOn = handOnSignals((signal) => {
      if (signal !== "SIGINT" || !atTerminal) child.kill(signal);
    });
    child.once("error", () => {
      handedOn.stop();
      reject(new Failure(`cannot run \`${program}\`: it is not on the PATH.`));
    });
    child.once("close", (code, signal) => {
      handedOn.stop();
      resolve({ code, signal, errors });
    });
  });
}

const repeatMs = 500;

/** @param {(signal: NodeJS.Signals) => void} handOn */
function handOnSignals(handOn) {
  /** @type {Map<NodeJS.Signals, number>} */
  const last = new Map();
  /** @param {NodeJS.Signals} signal */
  const listener = (signal) => {
    const now = Date.now();
    if (now - (last.get(signal) ?? 0) < repeatMs) return;
    last.set(signal, now);
    handOn(signal);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, listener);
  // Started by hand, a program may outlive its shell (nohup); started by npm, it goes when npm goes.
  const unwatch = process.env.npm_lifecycle_event ? whenOrphaned(() => listener("SIGTERM")) : () => {};
  return {
    stop() {
      unwatch();
      for (const signal of signals) process.off(signal, listener);
    },
  };
}

/**
 * Ends this process the way the program ended.
 * @param {Ended} ended
 */
export function endLike({ code, signal }) {
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
}
