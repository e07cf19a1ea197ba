import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** A process, told from a later one that was given the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it began, as the system says it; compared, never read. */
  birth: string;
}

/** The identity of the process that has this number now; undefined when there is none, or it ended and is not yet buried. */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const birth = process.platform === "linux" ? await birthFromProc(pid) : await birthFromPs(pid);
  return birth === undefined ? undefined : { pid, birth };
}

/** Whether that very process still runs. */
export async function isRunning({ pid, birth }: ProcessIdentity): Promise<boolean> {
  return (await identityOf(pid))?.birth === birth;
}

/** Clock ticks since boot, with the boot they count from. */
async function birthFromProc(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return undefined;
  // The program's name, in parentheses, may hold blanks: what follows it begins with the third field, the state.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, ticks] = [fields[0], fields[19]];
  if (state === "Z" || state === "X") return undefined;
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  return `${boot.trim()}/${ticks}`;
}

async function birthFromPs(pid: number): Promise<string | undefined> {
  const asked = promisify(execFile)("ps", ["-o", "state=,lstart=", "-p", String(pid)]);
  const line = (await asked.catch(() => ({ stdout: "" }))).stdout.trim();
  if (line === "" || line.startsWith("Z")) return undefined;
  return line.slice(line.indexOf(" ")).trim();
}
