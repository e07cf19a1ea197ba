// npm run slither: static analysis of the production build; fails on findings of medium or high impact.
import { existsSync, globSync, readFileSync, rmSync } from "node:fs";
import { show } from "./lib/run.ts";

const HOME = ".tools/slither";
const SLITHER = `${HOME}/bin/slither`;

process.env.HARDHAT_BUILD_PROFILE = "default";

/** Slither in a Python environment of its own, in the folder that git ignores. */
async function bringSlither(): Promise<void> {
  if (existsSync(SLITHER)) return;
  console.error("guildhall: installing Slither into .tools/slither, once.");
  const made = await show("python3", ["-m", "venv", "--clear", HOME]).catch(() => 1);
  if (made !== 0)
    throw new Error("Slither needs Python 3.9 or newer with its venv module (Debian: python3-venv).");
  const pip = [
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--requirement",
    "tools/slither/requirements.txt",
  ];
  if ((await show(`${HOME}/bin/pip`, pip)) !== 0) {
    rmSync(HOME, { recursive: true });
    throw new Error("Slither could not be installed; what pip said stands above.");
  }
}

/** Slither reads every build info it finds, of earlier states as well, and stumbles over tests in it. */
async function buildAlone(): Promise<void> {
  const { default: hre } = await import("hardhat");
  const build = hre.tasks.getTask("build");
  await build.run({ noTests: true });
  if (standsAlone()) return;
  rmSync("artifacts/build-info", { recursive: true });
  await build.run({ noTests: true, force: true });
}

function standsAlone(): boolean {
  const [output, ...more] = globSync("artifacts/build-info/*.output.json");
  if (output === undefined || more.length > 0) return false;
  const { input } = JSON.parse(readFileSync(output.replace(".output.json", ".json"), "utf8"));
  return !Object.keys(input.sources).some((source) => source.startsWith("project/test/"));
}

try {
  await bringSlither();
  await buildAlone();
  process.exitCode = await show(SLITHER, [".", "--ignore-compile", "--fail-medium"]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
