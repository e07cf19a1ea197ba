/**
 * Lives through the day on anvil twice: with instant blocks and with one every two seconds. Takes some minutes; `npm test`
 * has the first of the two.
 *
 *   npm run test:anvil
 */
import { script, show } from "./lib/run.ts";

const PORT = "18545";
const RUNS: Readonly<Record<string, readonly string[]>> = {
  "instant blocks": [],
  "a block every 2 s": ["--block-time", "2"],
};

let failed = 0;
for (const [name, options] of Object.entries(RUNS)) {
  console.log(`\nThe day on anvil, ${name}`);
  const code = await show(
    ...script("scripts/start.ts", "--once", "--engine", "anvil", "--port", PORT, ...options),
  );
  console.log(`${code === 0 ? "ok    " : "FAILED"}  ${name}`);
  failed += code === 0 ? 0 : 1;
}
console.log(`${Object.keys(RUNS).length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
