import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Alliance } from "../alliance.ts";
import { type ArtifactSource, readContracts } from "../genesis/artifacts.ts";
import { besuGenesis, type Genesis } from "../genesis/besu.ts";
import { constructions } from "../genesis/founding.ts";

const BUILDER = join(import.meta.dirname, "../genesis");

const known = new Map<string, Promise<Genesis>>();

/**
 * The genesis of an alliance, built at most once for the same alliance, contracts and builder.
 *
 * @param directory Where the latest one is kept.
 */
export async function cachedGenesis(
  alliance: Alliance,
  artifacts: ArtifactSource,
  directory: string,
): Promise<Genesis> {
  const path = join(directory, `${await digestOf(alliance, artifacts)}.json`);
  const genesis = known.get(path) ?? readOrBuild(alliance, artifacts, directory, path);
  known.set(path, genesis);
  genesis.catch(() => known.delete(path));
  return genesis;
}

async function readOrBuild(
  alliance: Alliance,
  artifacts: ArtifactSource,
  directory: string,
  path: string,
): Promise<Genesis> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text !== undefined) return JSON.parse(text) as Genesis;
  // The EVM takes a while to load, which a cached genesis spares.
  const { buildGenesis } = await import("../genesis/build.ts");
  const genesis = await buildGenesis(alliance, artifacts);
  await mkdir(directory, { recursive: true });
  const outdated = (await readdir(directory)).filter((name) => name.endsWith(".json"));
  // Another process may be doing the same: a rename never shows half a file.
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(genesis));
  await rename(temporary, path);
  await Promise.all(outdated.map((name) => rm(join(directory, name), { force: true })));
  return genesis;
}

async function digestOf(alliance: Alliance, artifacts: ArtifactSource): Promise<string> {
  const hash = createHash("sha256");
  hash.update(JSON.stringify(besuGenesis(alliance, alliance.chain.id, {})));
  hash.update(JSON.stringify(constructions(alliance, await readContracts(artifacts))));
  for (const file of (await readdir(BUILDER)).sort()) hash.update(await readFile(join(BUILDER, file)));
  return hash.digest("hex");
}
