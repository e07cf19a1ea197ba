import { readFile } from "node:fs/promises";
import path from "node:path";
import { writeIfChanged } from "./lib/folder.ts";
import { type Dependency, isAllowed, licencePage } from "./licences/check.ts";

type Names = Record<string, string>;
interface Manifest {
  version: string;
  license?: string;
  dependencies?: Names;
  devDependencies?: Names;
  optionalDependencies?: Names;
}

/** Folders with a package.json of ours. */
const PACKAGES = [".", "sdk", "tools/node"];

/**
 * Writes docs/licences.md.
 *
 * @throws Error when a direct dependency has a licence that we have not agreed to.
 */
export async function writeLicences(root: string): Promise<void> {
  const dependencies = await directDependencies(root);
  const refused = dependencies.filter(({ licence }) => !isAllowed(licence));
  if (refused.length > 0) {
    const list = refused.map(({ name, licence }) => `${name} (${licence})`).join(", ");
    throw new Error(
      `Licences nobody agreed to: ${list}. Replace them, or allow them in scripts/licences/check.ts.`,
    );
  }
  await writeIfChanged(path.join(root, "docs", "licences.md"), licencePage(dependencies));
}

async function directDependencies(root: string): Promise<Dependency[]> {
  const found = new Map<string, Dependency>();
  for (const folder of PACKAGES) {
    const manifest: Manifest = await readJson(path.join(root, folder, "package.json"));
    const names = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
    const lockFolder = folder === "sdk" ? "." : folder;
    const { packages } = await readJson<{ packages: Record<string, Manifest> }>(
      path.join(root, lockFolder, "package-lock.json"),
    );
    for (const name of Object.keys(names)) {
      const entry = packages[`${folder}/node_modules/${name}`] ?? packages[`node_modules/${name}`];
      if (entry === undefined) throw new Error(`${name} is not in the lock file: run \`npm install\`.`);
      found.set(name, { name, version: entry.version, licence: entry.license ?? "none stated" });
    }
  }
  return [...found.values()];
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, "utf8"));
}
