// npm run lint: everything that can be said about the sources without running them.
import { availableParallelism } from "node:os";
import { capture, script } from "./lib/run.ts";

const SOLIDITY = "{contracts,test}/**/*.sol";

const checks: Record<string, [string, string[]]> = {
  "tsc (types)": ["tsc", ["--noEmit"]],
  "biome (TypeScript, JSON)": ["biome", ["check", "--error-on-warnings"]],
  "prettier (Solidity layout)": ["prettier", ["--check", SOLIDITY]],
  "solhint (Solidity style, NatSpec)": ["solhint", ["--disc", "--max-warnings", "0", "contracts/**/*.sol"]],
  "knip (dead files, exports, dependencies)": ["knip", ["--no-config-hints"]],
  "import directions": script("scripts/checks/imports.ts"),
  "code of the product in tests": script("scripts/checks/carried-code.ts"),
};

const waiting = Object.entries(checks);
const failed: string[] = [];

async function work(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, [program, args]] = next;
    const started = performance.now();
    const { code, output } = await capture(program, args);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? "ok    " : "FAILED"}  ${name}, ${seconds} s`);
    if (code === 0) continue;
    failed.push(name);
    console.log(output.trimEnd());
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}. \`npm run format\` cures layout and order of imports.`);
  process.exitCode = 1;
}
