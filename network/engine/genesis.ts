import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { readAlliance } from "../alliance.ts";
import { BUNDLE } from "../bundle/plan.ts";
import { cachedGenesis } from "../embedded-chain/cache.ts";
import type { Genesis } from "../genesis/besu.ts";

const SAMPLE = "data/alliance.yaml";

/** The genesis of the bundle in `folder`, or of the sample alliance if there is no bundle. */
export async function genesisIn(folder: string, hre: HardhatRuntimeEnvironment): Promise<Genesis> {
  const text = await readFile(join(folder, BUNDLE.genesis), "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw cause;
  });
  if (text !== undefined) return JSON.parse(text) as Genesis;
  const { root, cache } = hre.config.paths;
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  return cachedGenesis(await readAlliance(join(root, SAMPLE)), hre.artifacts, join(cache, "genesis"));
}
