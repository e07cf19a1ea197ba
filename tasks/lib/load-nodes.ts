import { existsSync } from "node:fs";
import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { BUNDLE, readPlan } from "../../network/bundle/plan.ts";
import { targetsOf } from "../../network/observe/targets.ts";
import { parseList } from "./arguments.ts";
import { TaskError } from "./failure.ts";

/**
 * JSON-RPC of the nodes that a load is sent to: those named; else that of `--network`; else those of the bundle that serve
 * others rather than seal.
 *
 * @throws BadNodeUrl; PlanUnreadable; TaskError when none is known.
 */
export async function loadNodes(
  { rpc, dir }: { rpc: string | undefined; dir: string },
  hre: HardhatRuntimeEnvironment,
): Promise<string[]> {
  const named = targetsOf(undefined, parseList(rpc)).flatMap(({ url }) => url ?? []);
  if (named.length > 0) return named;
  const network = hre.config.networks[hre.globalOptions.network ?? "default"];
  if (network?.type === "http") return [await network.url.getUrl()];
  if (!existsSync(join(dir, BUNDLE.plan))) {
    throw new TaskError(
      `No node is named, and there is no bundle in ${dir}.`,
      "Name a node with --rpc or --network localhost, or make a network with `network init` and start it.",
    );
  }
  const { nodes } = await readPlan(dir);
  const reached = nodes.filter(({ rpcUrl }) => rpcUrl !== undefined);
  const serving = reached.filter(({ seat }) => seat !== "validator");
  const chosen = serving.length > 0 ? serving : reached;
  if (chosen.length > 0) return chosen.map(({ rpcUrl }) => rpcUrl as string);
  throw new TaskError(`The plan in ${dir} knows no JSON-RPC of any node.`, "Name one with --rpc.");
}
