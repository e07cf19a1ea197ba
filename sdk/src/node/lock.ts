import { open, readFile, rm } from "node:fs/promises";
import { GuildhallError } from "../common/guildhall-error.ts";

/** Another process works on the same file. */
export class FileInUse extends GuildhallError {
  override readonly name = "FileInUse";
  constructor(file: string, lock: string, holder: string) {
    super(
      `Process ${holder} works on ${file}.`,
      `Let it end, or name another file. If no such process is at work, remove ${lock}.`,
      { file, lock, holder },
    );
  }
}

/**
 * Takes a file for this process alone, by a file beside it. One left behind by a process that is gone is taken over.
 *
 * @returns Gives the file free.
 * @throws FileInUse.
 */
export async function lockFile(file: string): Promise<() => Promise<void>> {
  const lock = `${file}.lock`;
  const holder = await take(lock);
  if (holder !== undefined) {
    if (isAlive(Number(holder))) throw new FileInUse(file, lock, holder);
    await rm(lock, { force: true });
    const other = await take(lock);
    if (other !== undefined) throw new FileInUse(file, lock, other);
  }
  return () => rm(lock, { force: true });
}

/** Returns who has it, if somebody has. */
async function take(lock: string): Promise<string | undefined> {
  try {
    const handle = await open(lock, "wx");
    await handle.write(String(process.pid));
    await handle.close();
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await readFile(lock, "utf8").catch(() => "")).trim();
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one all the same.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
