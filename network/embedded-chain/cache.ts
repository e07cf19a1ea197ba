import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Alliance } from "../alliance.ts";
import { type ArtifactSource, readContracts } from "../genesis/artifacts.ts";
import type { Genesis } from "../genesis/besu.ts";

const BUILDER = join(import.meta.dirname, "../genesis");

const building = new Map<string, Promise<Genesis>>();

/**
 * The genesis of an alliance, built at most once for the same alliance, contracts and builder.
 *
 * @param directory Where finished ones are kept; only the latest stays.
 */
export async function cachedGenesis(
  alliance: Alliance,
  artifacts: ArtifactSource,
  directory: string,
): Promise<Genesis> {
  const digest = await digestOf(alliance, artifacts);
  const known = building.get(digest) ?? readOrBuild(alliance, artifacts, directory, digest);
  building.set(digest, known);
  known.catch(() => building.delete(digest));
  return known;
}

async function readOrBuild(
  alliance: Alliance,
  artifacts: ArtifactSource,
  directory: string,
  digest: string,
): Promise<Genesis> {
  const path = join(directory, `${digest}.json`);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text !== undefined) return JSON.parse(text) as Genesis;
  // The EVM takes a second to load, which a cached genesis spares.
  const { buildGenesis } = await import("../genesis/build.ts");
  const genesis = await buildGenesis(alliance, artifacts);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  // Another process may do the same: a rename never shows half a file.
  await writeFile(`${path}.${process.pid}`, JSON.stringify(genesis));
  await rename(`${path}.${process.pid}`, path);
  return genesis;
}

async function digestOf(alliance: Alliance, artifacts: ArtifactSource): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(alliance));
  for (const [name, { bytecode }] of Object.entries(await readContracts(artifacts))) hash.update(`${name}${bytecode}`);
  for (const file of (await readdir(BUILDER)).sort()) hash.update(await readFile(join(BUILDER, file)));
  return hash.digest("hex");
}
