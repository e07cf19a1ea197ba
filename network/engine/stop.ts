import { ANVIL, endOrphan } from "./anvil/anvil.ts";
import { EngineError } from "./error.ts";
import { type Ending, end, forget, remembered, runningAs } from "./processes.ts";

/** Milliseconds that a process has for ending by itself. Besu takes some seconds; one that is deadlocked never ends. */
export const STOP_LIMIT_MS = 30_000;

/** How a process of a network ended. */
export interface Stopped {
  name: string;
  /** `not running` when only its record was there. */
  how: Ending | "not running";
}

/**
 * Ends the processes of a network, whichever engine they belong to: each is asked to, and killed if it does not end in
 * time. Records of processes that ended long ago are cleared away.
 *
 * @param only Names of those that are meant; all if there are none.
 * @throws EngineError when a name is not that of a process started here.
 */
export async function stopNetwork(
  folder: string,
  only: readonly string[] = [],
  limitMs = STOP_LIMIT_MS,
): Promise<Stopped[]> {
  const names = (await remembered(folder)).filter((name) => name !== ANVIL.node);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new EngineError(
      `${unknown.join(", ")} was not started from ${folder}.`,
      names.length === 0
        ? "Nothing was started from there."
        : `Started from there and not stopped: ${names.join(", ")}.`,
    );
  }
  const meant = only.length === 0 ? names : names.filter((name) => only.includes(name));
  const stopped = await Promise.all(meant.map((name) => stopOne(folder, name, limitMs)));
  if (meant.includes(ANVIL.watch) || only.length === 0) await endOrphan(folder);
  return stopped;
}

async function stopOne(folder: string, name: string, limitMs: number): Promise<Stopped> {
  const running = await runningAs(folder, name);
  const how = running === undefined ? "not running" : await end(running, limitMs);
  await forget(folder, name);
  return { name, how };
}
