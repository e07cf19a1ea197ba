import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { id } from "ethers";
import hre from "hardhat";
import { parse } from "yaml";
import { readAlliance } from "../../network/alliance.ts";
import { type Bundle, type BundleRequest, makeBundle } from "../../network/bundle/make.ts";
import { BUNDLE } from "../../network/bundle/plan.ts";
import { trialNodes } from "../../network/bundle/trial.ts";
import type { Genesis } from "../../network/genesis/besu.ts";
import { buildGenesis } from "../../network/genesis/build.ts";
import { type NodeKey, parseKeyFile } from "../../network/node-key.ts";

const SAMPLE = "data/alliance.yaml";

let built: Promise<Genesis> | undefined;

/** Block 0 of the sample alliance, built once; tests of what lies around it take it for that of their own. */
export function sampleGenesis(): Promise<Genesis> {
  built ??= readAlliance(SAMPLE).then((alliance) => buildGenesis(alliance, hre.artifacts));
  return built;
}

/** A fresh folder for a bundle; it does not exist yet. */
export async function bundleFolder(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), "guildhall-bundle-")), "bundle");
}

/** A node key that follows from a word. */
export function keyFrom(word: string): NodeKey {
  return parseKeyFile(id(word));
}

/** Makes a bundle of the sample alliance, on the sample's block 0 and with no password unless told otherwise. */
export function make(
  request: Partial<BundleRequest> & { folder: string },
  sources: Partial<Parameters<typeof makeBundle>[1]> = {},
): Promise<Bundle> {
  return makeBundle(
    { alliance: SAMPLE, ...request },
    { genesis: sampleGenesis, password: async () => undefined, ...sources },
  );
}

/** Makes a trial network with keys that follow from the names of its nodes. */
export async function makeTrial(
  folder: string,
  validators: number,
  request: Partial<BundleRequest> & { rpcNodes?: number; loopback?: boolean } = {},
): Promise<Bundle> {
  const { rpcNodes = 1, loopback = false, ...rest } = request;
  const trial = { validators, rpcNodes, loopback };
  for (const { name } of trialNodes((await readAlliance(SAMPLE)).members, trial)) {
    await putFile(folder, BUNDLE.keyOf(name), keyFrom(name).privateKey.slice(2));
  }
  return make({ folder, trial, ...rest });
}

/** Writes a file of a bundle, with the folders that it needs. */
export async function putFile(folder: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** Every file in a folder, by its path within. */
export async function filesIn(folder: string): Promise<Record<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = files
    .sort()
    .map(async (path) => [path.slice(folder.length + 1), await readFile(path, "utf8")]);
  return Object.fromEntries(await Promise.all(texts));
}

/** A YAML file of a bundle. */
export async function yamlOf<T>(folder: string, path: string): Promise<T> {
  return parse(await readFile(join(folder, path), "utf8"), { merge: true });
}
