// npm run pack:sdk: compiles the SDK into sdk/dist, a package of JavaScript and types, and packs it for `npm install <file>`.
// Node runs no TypeScript below node_modules, so what the repository imports as it stands is of no use outside.
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { show } from "./lib/run.ts";

const SDK = "sdk";
const DIST = `${SDK}/dist`;

type Target = string | { types: string; default: string };

/** `./src/orders/index.ts` becomes `./orders/index.js` with the types beside it. */
function compiled(source: string): Target {
  const path = source.replace(/^\.\/src\//, "./");
  if (!path.endsWith(".ts")) return path;
  const stem = path.slice(0, -".ts".length);
  return { types: `${stem}.d.ts`, default: `${stem}.js` };
}

/** What runs in a browser and what needs Node are checked each on its own. */
async function compile(): Promise<number> {
  const code = await show("tsc", ["-p", SDK]);
  return code === 0 ? show("tsc", ["-p", `${SDK}/tsconfig.node.json`]) : code;
}

/** Plain Node, outside of the repository's tools, finds every entry of the package by its name. */
function tryOut(names: readonly string[]): Promise<number> {
  const imports = names.map((name) => `await import("@guildhall/sdk${name.slice(1)}");`);
  return show(process.execPath, ["--input-type=module", "--eval", imports.join("\n")]);
}

async function pack(): Promise<number> {
  const manifest = JSON.parse(await readFile(`${SDK}/package.json`, "utf8"));
  const sources = Object.entries(manifest.exports as Record<string, string>);
  const exports = Object.fromEntries(sources.map(([name, source]) => [name, compiled(source)]));
  await writeFile(`${DIST}/package.json`, `${JSON.stringify({ ...manifest, exports }, undefined, 2)}\n`);
  await copyFile(`${SDK}/README.md`, `${DIST}/README.md`);
  await copyFile("LICENSE", `${DIST}/LICENSE`);
  process.chdir(DIST);
  const code = await tryOut(Object.keys(exports).filter((name) => !name.endsWith(".json")));
  return code === 0 ? show("npm", ["pack", "--loglevel", "error"]) : code;
}

await rm(DIST, { recursive: true, force: true });
const code = await compile();
process.exitCode = code === 0 ? await pack() : code;
