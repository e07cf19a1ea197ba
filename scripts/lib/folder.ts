import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Makes a folder of generated files hold exactly these; a file that is right already keeps its time.
 * @param files Contents by file name.
 */
export async function writeFolder(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!files.has(name)) await rm(path.join(folder, name), { recursive: true });
  }
  for (const [name, content] of files) await writeIfChanged(path.join(folder, name), content);
}

export async function writeIfChanged(file: string, content: string): Promise<void> {
  const present = await readFile(file, "utf8").catch(() => undefined);
  if (present !== content) await writeFile(file, content);
}
