import { resolve } from "node:path";
import { type NodePlan, readPlan } from "../../bundle/plan.ts";
import { dataFolderOf, nodeNamed } from "../besu/local-nodes.ts";
import { EngineError } from "../error.ts";
import { runningAs } from "../processes.ts";
import { ask } from "../rpc.ts";

/** A node whose data nobody writes. */
export interface StoppedNode {
  plan: NodePlan;
  /** The bundle's folder, absolute. */
  bundle: string;
  dataFolder: string;
}

const ANSWER_LIMIT_MS = 2_000;

/**
 * A node of a bundle that does not run.
 *
 * @throws EngineError when it is unknown or runs: a copy made meanwhile would be of no moment that ever was.
 */
export async function stoppedNode(given: string, name: string): Promise<StoppedNode> {
  const bundle = resolve(given);
  const plan = nodeNamed(await readPlan(bundle), name);
  if ((await runningAs(bundle, name)) !== undefined || (await answers(plan))) {
    throw new EngineError(
      `${name} runs, so its data changes while it is copied.`,
      `Stop it first: network stop ${given} --only ${name}.`,
    );
  }
  return { plan, bundle, dataFolder: dataFolderOf(bundle, name) };
}

/** It may have been started by other means than ours. */
async function answers({ rpcUrl }: NodePlan): Promise<boolean> {
  if (rpcUrl === undefined) return false;
  return ask(rpcUrl, "eth_chainId", [], ANSWER_LIMIT_MS).then(
    () => true,
    () => false,
  );
}
