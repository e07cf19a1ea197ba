import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import hre from "hardhat";
import { buildGenesis } from "../../network/genesis/build.ts";
import { bundleFolder, make } from "./bundle.ts";

/** The bundle of a trial network of the sample alliance, in a folder of its own. */
export interface TrialBundle {
  readonly folder: string;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  /** Replaces a text that must be in the file. */
  replace(file: string, text: string | RegExp, by: string): Promise<void>;
  /** Changes what a JSON file says. */
  edit<T>(file: string, change: (data: T) => void): Promise<void>;
  /** The same bundle in another folder. */
  copy(): Promise<TrialBundle>;
  remove(): Promise<void>;
}

/** Makes a bundle as `network init` does, block 0 included, with contracts of whatever profile is compiled. */
export async function trialBundle({
  validators = 4,
  rpcNodes = 1,
  loopback = true,
} = {}): Promise<TrialBundle> {
  const folder = await bundleFolder();
  await make(
    { folder, trial: { validators, rpcNodes, loopback } },
    { genesis: (alliance) => buildGenesis(alliance, hre.artifacts) },
  );
  return bundleIn(folder);
}

function bundleIn(folder: string): TrialBundle {
  const read = (file: string) => readFile(join(folder, file), "utf8");
  const write = (file: string, text: string) => writeFile(join(folder, file), text);
  return {
    folder,
    read,
    write,
    async replace(file, text, by) {
      const before = await read(file);
      const after = before.replace(text, by);
      if (after === before) throw new Error(`${file} has no ${String(text)}.`);
      await write(file, after);
    },
    async edit<T>(file: string, change: (data: T) => void) {
      const data = JSON.parse(await read(file)) as T;
      change(data);
      await write(file, `${JSON.stringify(data, undefined, 2)}\n`);
    },
    async copy() {
      const other = await bundleFolder();
      await cp(folder, other, { recursive: true });
      return bundleIn(other);
    },
    remove: () => rm(dirname(folder), { recursive: true, force: true }),
  };
}
