// npm test -- [--profile quick|default|deep] [--seed 0x…] [--grep text] [files]
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { runTests } from "./testing/run.ts";
import { type Tally, verdict } from "./testing/tally.ts";

const { values, positionals } = parseArgs({
  options: {
    profile: { type: "string", default: "default" },
    seed: { type: "string" },
    grep: { type: "string" },
  },
  allowPositionals: true,
});

process.env.HARDHAT_BUILD_PROFILE ??= "fast";
const { default: hre } = await import("hardhat");

const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
let finished = false;

/** Said on the way out, so that it comes last and comes even when a test ends the process. */
function conclude(): void {
  if (!finished) tally.failed++;
  if (tally.skipped > 0) console.log(`${tally.skipped} skipped`);
  console.log(verdict(tally));
  process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;
}

process.on("exit", conclude);

const seed = values.seed ?? (values.profile === "deep" ? `0x${randomBytes(32).toString("hex")}` : undefined);
if (seed !== undefined) {
  console.log(`Fuzz seed ${seed}; repeat this run with --seed ${seed}`);
  for (const profile of Object.values(hre.config.test.solidity.profiles)) profile.fuzz.seed = seed;
}

try {
  await runTests(hre, { files: positionals, grep: values.grep, profile: values.profile }, tally);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  tally.failed++;
}
finished = true;
