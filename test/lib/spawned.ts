import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import hre from "hardhat";
import type { Outcome } from "./command-line.ts";

const { root } = hre.config.paths;
const HARDHAT = join(root, "node_modules/hardhat/dist/src/cli.js");
const CONFIG = join(root, "test/lib/hardhat.config.ts");

/** A process that was started, and what it printed so far. */
export interface Spawned {
  readonly child: ChildProcess;
  /** Resolves once standard output holds `text`. */
  printed(text: string): Promise<void>;
  /** Resolves when it ended; `exitCode` is -1 when a signal ended it. */
  readonly ended: Promise<Outcome>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Starts `npx hardhat` with the test's configuration and closed standard input; `undefined` removes a variable. */
export function spawnHardhat(args: readonly string[], env: Environment = {}): Spawned {
  return spawnNode([HARDHAT, "--config", CONFIG, ...args], env);
}

/** Starts Node on a script of the project. */
export function spawnNode(args: readonly string[], env: Environment = {}, detached = false): Spawned {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: {
      ...process.env,
      HH_TEST: undefined,
      NO_COLOR: "1",
      HARDHAT_BUILD_PROFILE: hre.globalOptions.buildProfile ?? "fast",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached,
  });
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    for (const look of waiting) look();
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, "close").then(([code]) => ({
    stdout: stripVTControlCharacters(stdout),
    stderr: stripVTControlCharacters(stderr),
    exitCode: (code as number | null) ?? -1,
  }));
  const printed = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!stdout.includes(text)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      void ended.then(() => reject(new Error(`It ended without printing "${text}": ${stdout}${stderr}`)));
      look();
    });
  return { child, printed, ended };
}
