import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "./error.ts";
import { identityOf, isRunning, type ProcessIdentity } from "./identity.ts";

const SUFFIX = ".json";

/** Milliseconds between two looks whether a process has ended. */
const LOOK_EVERY_MS = 50;

/** How a process came to its end. */
export type Ending = "stopped" | "killed";

/** A process of a network, as other commands find it. */
export interface RunningProcess extends ProcessIdentity {
  /** Where it answers JSON-RPC. */
  url: string;
}

/**
 * Remembers a process under a name in the `run` folder of a network, so that another command finds it.
 *
 * @param url Where it answers JSON-RPC, or will.
 * @throws EngineError when it has ended already.
 */
export async function remember(folder: string, name: string, pid: number, url: string): Promise<void> {
  const identity = await identityOf(pid);
  if (identity === undefined) {
    throw new EngineError(
      `${name} ended as soon as it was started.`,
      "Read what it printed; `network start` tries again.",
    );
  }
  const file = fileOf(folder, name);
  await mkdir(runFolder(folder), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify({ ...identity, url })}\n`);
  await rename(`${file}.new`, file);
}

/** Forgets a process, running or not. */
export async function forget(folder: string, name: string): Promise<void> {
  await rm(fileOf(folder, name), { force: true });
}

/** Names under which processes are remembered, running or not, in order. */
export async function remembered(folder: string): Promise<string[]> {
  const files = await readdir(runFolder(folder)).catch(() => []);
  return files
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
}

/**
 * The process that runs under a name. A record whose process has ended is none, even if its number went to another
 * process since.
 */
export async function runningAs(folder: string, name: string): Promise<RunningProcess | undefined> {
  const text = await readFile(fileOf(folder, name), "utf8").catch(() => undefined);
  const found = text === undefined ? undefined : parseRecord(text);
  return found !== undefined && (await isRunning(found)) ? found : undefined;
}

/**
 * Asks a process to end (SIGTERM) and kills it (SIGKILL) if it does not within the limit; its process group with it, if it
 * leads one.
 *
 * @param limitMs Milliseconds that it has for ending by itself.
 * @returns Whether it had to be killed.
 */
export async function end(identity: ProcessIdentity, limitMs: number): Promise<Ending> {
  signal(identity.pid, "SIGTERM");
  if (await endsWithin(identity, limitMs)) return "stopped";
  signal(identity.pid, "SIGKILL");
  while (await isRunning(identity)) await sleep(LOOK_EVERY_MS);
  return "killed";
}

async function endsWithin(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs;
  while (await isRunning(identity)) {
    if (performance.now() >= until) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, name);
      return;
    } catch (error) {
      // No group of that number, or it has ended between the look and the signal.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** Undefined for a file that is empty or half written, as a crash of the machine may leave it. */
function parseRecord(text: string): RunningProcess | undefined {
  try {
    const { pid, birth, url } = JSON.parse(text) as RunningProcess;
    return Number.isInteger(pid) && pid > 1 ? { pid, birth, url } : undefined;
  } catch {
    return undefined;
  }
}

function runFolder(folder: string): string {
  return join(folder, "run");
}

function fileOf(folder: string, name: string): string {
  return join(runFolder(folder), `${name}${SUFFIX}`);
}
