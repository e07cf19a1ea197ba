import { boot, businessDay, changesOfValidators, losses, permissions } from "./acts.ts";
import { batch } from "./batch.ts";
import { Operator } from "./operator.ts";
import { rescueDrill } from "./rescue.ts";
import { Stage } from "./stage.ts";
import type { Steps } from "./steps.ts";
import { makeTrial } from "./trial.ts";

/**
 * The whole drill, step by step.
 *
 * @param root Folder of the project.
 * @param folder Empty folder for the trial's files.
 * @param writes Length of the batch.
 */
export async function drill(root: string, folder: string, steps: Steps, writes: number): Promise<void> {
  const trial = await makeTrial(root, folder);
  Object.assign(process.env, trial.keys);
  const stage = new Stage(root, folder, trial, new Operator(root));
  try {
    await boot(stage, steps);
    await permissions(stage, steps);
    await businessDay(stage, steps);
    await batch(stage, steps, writes);
    await changesOfValidators(stage, steps);
    await losses(stage, steps);
    await rescueDrill(stage, steps);
  } finally {
    await stage.clear();
  }
}
