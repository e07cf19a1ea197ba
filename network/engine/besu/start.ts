import { quorumOf } from "../../quorum.ts";
import { EngineError } from "../error.ts";
import { requireFreePorts } from "../ports.ts";
import { runningAs } from "../processes.ts";
import { findBesu } from "./binary.ts";
import { launch } from "./launch.ts";
import { type LocalNetwork, type LocalNode, localNetwork, portsOf } from "./local-nodes.ts";
import { nextBlock, untilReady } from "./readiness.ts";

/**
 * How long a start may take: on a small machine several nodes come up one by one, and validators that stood still for
 * long find each other only after some rounds.
 */
export interface StartLimits {
  /** Milliseconds until a node answers. */
  answerMs: number;
  /** Milliseconds until the next block. */
  blockMs: number;
}

export const START_LIMITS: StartLimits = { answerMs: 180_000, blockMs: 180_000 };

/** Told of each thing that happens, in words. */
export type Say = (line: string) => void;

/** How a start went. */
export interface Started {
  nodes: { name: string; wasRunning: boolean; url: string }[];
  /** The head after the first new block; undefined when too few validators run here to await one. */
  head: number | undefined;
}

/**
 * Starts the nodes of a bundle as processes of this machine that outlive this one, and waits until each answers as the node
 * that it should be and blocks come. Nodes that run already are left alone.
 *
 * @param only Names of the nodes that are meant; all if there are none.
 * @throws EngineError when a node cannot be started, is another than planned, or no block comes.
 */
export async function startBesu(
  given: string,
  only: readonly string[],
  say: Say,
  limits: StartLimits = START_LIMITS,
): Promise<Started> {
  const network = await localNetwork(given, only);
  const running = await runningNodes(network);
  const missing = network.nodes.filter((node) => !running.includes(node));
  for (const { name } of running) say(`${name} runs already.`);
  if (missing.length > 0) {
    await requireFreePorts(missing.flatMap(portsOf));
    const besu = await findBesu();
    say(`Besu ${besu.version}, ${besu.path}`);
    for (const node of missing) await launch(network.folder, node, besu);
  }
  await allReady(
    network,
    (node) => {
      if (missing.includes(node)) say(`${node.name} answers at ${node.rpcUrl}.`);
    },
    limits,
  );
  return {
    nodes: network.nodes.map((node) => ({
      name: node.name,
      wasRunning: running.includes(node),
      url: node.rpcUrl,
    })),
    head: await awaitBlock(network, say, limits),
  };
}

/** Waits for every node, also when one fails, so that all that is wrong is said at once. */
async function allReady(
  { folder, plan, nodes }: LocalNetwork,
  onReady: (node: LocalNode) => void,
  { answerMs }: StartLimits,
): Promise<void> {
  const outcomes = await Promise.allSettled(
    nodes.map(async (node) => {
      await untilReady(folder, node, plan, answerMs);
      onReady(node);
    }),
  );
  const errors = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [outcome.reason as unknown] : [],
  );
  const unexpected = errors.find((error) => !(error instanceof EngineError));
  if (unexpected !== undefined) throw unexpected;
  const [first, ...others] = errors as EngineError[];
  if (first === undefined) return;
  if (others.length === 0) throw first;
  throw new EngineError([first, ...others].map(({ why }) => why).join("\n"), first.remedy);
}

/** Those of a network's nodes that run. */
export async function runningNodes({
  folder,
  nodes,
}: Pick<LocalNetwork, "folder" | "nodes">): Promise<LocalNode[]> {
  const found = await Promise.all(nodes.map(({ name }) => runningAs(folder, name)));
  return nodes.filter((_, index) => found[index] !== undefined);
}

/** Fewest validators that can seal a block of this network. */
export function quorumIn({ plan }: LocalNetwork): number {
  return quorumOf(plan.nodes.filter(({ seat }) => seat === "validator").length);
}

async function awaitBlock(
  network: LocalNetwork,
  say: Say,
  { blockMs }: StartLimits,
): Promise<number | undefined> {
  const everyone = await localNetwork(network.folder, []);
  const running = await runningNodes(everyone);
  const validators = running.filter(({ plan }) => plan.seat === "validator").length;
  const quorum = quorumIn(everyone);
  if (validators < quorum) {
    say(`${validators} validators run here and ${quorum} make a quorum, so no block is awaited.`);
    return undefined;
  }
  const head = await nextBlock(running, blockMs);
  if (head !== undefined) {
    say(`Blocks come; the head is ${head}.`);
    return head;
  }
  throw new EngineError(
    `All nodes answer, but no block came within ${blockMs / 1000} seconds. The nodes go on running.`,
    `Ask why: network doctor ${network.folder}.`,
  );
}
