import { createRequire } from "node:module";
import { join } from "node:path";
import { EngineError } from "../error.ts";

const require = createRequire(import.meta.url);

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/**
 * Path of anvil's program for this machine. The program itself and not the command that npm installs for it, so that
 * signals reach it and its exit code reaches us.
 *
 * @throws EngineError when there is none for this machine, or npm left it out.
 */
export function anvilBinary(): string {
  const name = `@foundry-rs/anvil-${process.platform}-${ARCHITECTURES[process.arch] ?? process.arch}`;
  try {
    const { resolve } = createRequire(require.resolve("@foundry-rs/anvil/package.json"));
    return join(
      resolve(`${name}/package.json`),
      "../bin",
      process.platform === "win32" ? "anvil.exe" : "anvil",
    );
  } catch {
    throw new EngineError(
      `anvil is not installed for this machine: npm has no package ${name}, or left it out.`,
      "Run `npm ci` without --omit=optional, or use --engine hardhat.",
    );
  }
}
