import { execFile } from "node:child_process";
import { copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

interface Manifest {
  exports: Record<string, string>;
  private?: boolean;
  [field: string]: unknown;
}

/** Node's side of the package is checked apart, so that nothing of it leaks into what browsers load. */
const PROJECTS = ["sdk/tsconfig.json", "sdk/tsconfig.node.json"];

/**
 * Builds the package to `sdk/dist`, ready for `npm publish ./sdk/dist`.
 *
 * In the repository the package's name leads to its sources, so that nothing needs to be built before tasks
 * and tests run. The published package has a manifest of its own that leads to what is built here.
 *
 * @param root The root of the repository.
 * @throws Error with the compiler's messages.
 */
export async function buildPackage(root: string): Promise<void> {
  const dist = path.join(root, "sdk", "dist");
  await rm(dist, { recursive: true, force: true });
  for (const project of PROJECTS) await compile(root, project);
  await nameBuiltDeclarations(dist);
  const manifest = JSON.parse(await readFile(path.join(root, "sdk", "package.json"), "utf8")) as Manifest;
  await writeFile(
    path.join(dist, "package.json"),
    `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`,
  );
  await copyFile(path.join(root, "sdk", "README.md"), path.join(dist, "README.md"));
}

/** The manifest of the published package: each subpath leads to its types first, then to its code. */
export function publishedManifest({ private: _, exports, ...manifest }: Manifest): Record<string, unknown> {
  const built = Object.entries(exports).map(([subpath, source]) => {
    const module = source.replace(/^\.\/src\//, "./").replace(/\.ts$/, "");
    return [subpath, source === module ? source : { types: `${module}.d.ts`, default: `${module}.js` }];
  });
  return { ...manifest, exports: Object.fromEntries(built) };
}

async function compile(root: string, project: string): Promise<void> {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  try {
    await run(process.execPath, [tsc, "--project", path.join(root, project)]);
  } catch (error) {
    throw new Error(`${project} does not compile:\n${(error as { stdout: string }).stdout}`);
  }
}

/**
 * The compiler leaves `.ts` in the imports of declarations, which older compilers do not follow to `.d.ts`.
 */
async function nameBuiltDeclarations(dist: string): Promise<void> {
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith(".d.ts")) continue;
    const file = path.join(entry.parentPath, entry.name);
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replaceAll(/((?:from|import\()\s*")(\.[^"]*)\.ts"/g, '$1$2.js"'));
  }
}
