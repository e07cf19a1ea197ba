/**
 * Drives a network of Besu nodes on this machine through what an alliance may meet: founding, a day of
 * business, changes of validators, losses, permissions, a list that becomes unusable, a late joiner.
 *
 *   BESU_HOME=… npm run test:besu [-- --keep] [--writes 10000]
 */
import { access, constants, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { drill } from "./besu/drill.ts";
import { Steps } from "./besu/steps.ts";

const EXIT_CANNOT_RUN = 2;

const { values } = parseArgs({
  options: { keep: { type: "boolean", default: false }, writes: { type: "string", default: "1000" } },
});
const missing = await missingBesu(process.env.BESU_HOME);
if (missing === undefined) {
  const folder = await mkdtemp(join(tmpdir(), "guildhall-besu-"));
  const steps = new Steps();
  await drill(process.cwd(), folder, steps, Number(values.writes));
  if (values.keep || steps.failed > 0) console.log(`Bundles, logs and data: ${folder}`);
  else await rm(folder, { recursive: true });
  steps.conclude();
} else {
  console.error(`${missing} Set BESU_HOME to the folder of a Besu 26.8 distribution, whose bin/besu runs.`);
  process.exitCode = EXIT_CANNOT_RUN;
}

async function missingBesu(home: string | undefined): Promise<string | undefined> {
  if (home === undefined || home === "") return "BESU_HOME is not set.";
  const program = join(home, "bin/besu");
  return access(program, constants.X_OK).then(
    () => undefined,
    () => `${program} is not there or cannot be run.`,
  );
}
