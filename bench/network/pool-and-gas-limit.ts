/**
 * Compares transaction pools and block gas limits on real Besu, at half, full and twice the rate at which each network is
 * saturated. Cells that are in the results already are passed over, so that an interrupted run can be taken up again.
 *
 *   BESU_HOME=… npm run bench:network [-- --out docs/benchmarks] [--only LAYERED/17000000] [--loads half,twice]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import hre from "hardhat";
import { findBesu } from "../../network/engine/besu/binary.ts";
import { writeIfChanged } from "../../scripts/lib/folder.ts";
import { reportFailure } from "../../tasks/lib/failure.ts";
import { interruption } from "../../tasks/lib/interruption.ts";
import { measureCell, warmUp } from "./cell.ts";
import { pageOf } from "./page.ts";
import { type Result, readResults, withResult, writeResults } from "./results.ts";
import { LOADS, type LoadName, SETUPS, type Setup } from "./settings.ts";
import { foundTrial, type TrialNetwork } from "./trial-network.ts";

interface Options {
  out: string;
  setups: readonly Setup[];
  loads: readonly LoadName[];
}

const begunAt = performance.now();

function say(line: string): void {
  const elapsed = ((performance.now() - begunAt) / 1000).toFixed(0);
  console.log(`${elapsed.padStart(5)} s  ${line}`);
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: "docs/benchmarks" },
      only: { type: "string" },
      loads: { type: "string", default: Object.keys(LOADS).join(",") },
    },
  });
  const { out, only, loads } = values;
  return {
    out,
    setups: SETUPS.filter((setup) => only === undefined || only === nameOf(setup)),
    loads: (Object.keys(LOADS) as LoadName[]).filter((load) => loads.split(",").includes(load)),
  };
}

function nameOf({ pool, gasLimit }: Setup): string {
  return `${pool}/${gasLimit}`;
}

/** The network that is up, so that an interruption can end it. */
let network: TrialNetwork | undefined;

async function compare({ out, setups, loads }: Options): Promise<void> {
  say(`Besu ${(await findBesu()).version}`);
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  const path = join(out, "pool-and-gas-limit.csv");
  for (const setup of setups) {
    const isSetup = ({ pool, gasLimit }: Result): boolean =>
      pool === setup.pool && gasLimit === setup.gasLimit;
    const known = (await readResults(path)).filter(isSetup);
    const missing = loads.filter((name) => !known.some(({ load, isValid }) => load === name && isValid));
    if (missing.length === 0) {
      say(`${nameOf(setup)}: is there`);
      continue;
    }
    const trial = await foundTrial(hre, setup);
    network = trial;
    await trial.start();
    say(`${nameOf(setup)}: up`);
    const saturation = await warmUp(trial, hre.artifacts, known[0]?.saturation);
    say(`${nameOf(setup)}: saturated at ${saturation} per second`);
    for (const load of missing) {
      const result = await measureCell(trial, hre.artifacts, { ...setup, load, saturation });
      const results = withResult(await readResults(path), result);
      await writeResults(path, results);
      await writeIfChanged(join(out, "pool-and-gas-limit.md"), pageOf(results));
      say(
        `${nameOf(setup)} ${load}: ${result.included} of ${result.submitted} included, ${result.lost} lost, ` +
          `p95 ${Math.round(result.p95)} ms, fresh transaction after ${result.freshSeconds.toFixed(1)} s`,
      );
    }
    await trial.end();
    network = undefined;
  }
}

try {
  const interrupted = interruption().then(() => {
    throw new Error("Interrupted; the same command goes on from here.");
  });
  await Promise.race([compare(readOptions()), interrupted]);
} catch (error) {
  reportFailure(error, false);
} finally {
  await network?.end();
}
process.exit();
