import { type FileHandle, mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";

const LAST_LINES = 15;

/** Opens the log of a process for appending. */
export async function openLog(folder: string, name: string): Promise<FileHandle> {
  await mkdir(join(folder, "logs"), { recursive: true });
  return open(logOf(folder, name), "a");
}

/** The last lines of a log, for a message. */
export async function lastLines(folder: string, name: string): Promise<string> {
  const text = await readFile(logOf(folder, name), "utf8").catch(() => "");
  const lines = text.trimEnd().split("\n").slice(-LAST_LINES);
  return lines.map((line) => `    ${line}`).join("\n");
}

/** Where a process of a network writes its log. */
export function logOf(folder: string, name: string): string {
  return join(folder, "logs", `${name}.log`);
}
