import { GuildhallError } from "@guildhall/sdk/errors";
import { EngineError } from "../error.ts";
import { STOP_LIMIT_MS, stopNetwork } from "../stop.ts";
import { type LocalNetwork, type LocalNode, localNetwork } from "./local-nodes.ts";
import { nextBlock, untilJoined } from "./readiness.ts";
import { quorumIn, runningNodes, type Say, START_LIMITS, type Started, startBesu } from "./start.ts";

/** How long each part of a restart may take, in milliseconds. */
export interface RestartLimits {
  answerMs: number;
  blockMs: number;
  /** Until a node has its peers and the head again. */
  joinMs: number;
  stopMs: number;
}

const RESTART_LIMITS: RestartLimits = { ...START_LIMITS, joinMs: 180_000, stopMs: STOP_LIMIT_MS };

/**
 * Stops all nodes, then starts all. After a stall this brings blocks back soonest, and it is what clears a jammed pool.
 *
 * @throws EngineError as `startBesu` does.
 */
export async function restartAll(
  given: string,
  only: readonly string[],
  say: Say,
  limits: RestartLimits = RESTART_LIMITS,
): Promise<Started> {
  const network = await localNetwork(given, only);
  await stopRunning(network, say, limits);
  return startBesu(given, only, say, limits);
}

/**
 * Restarts the nodes one after another, each only when the one before has its peers and the head again and blocks come, so
 * that the chain never stands still: to take another version of Besu or changed options.
 *
 * @throws EngineError when the chain does not move, too few validators would be left, or a node does not come back; the
 * nodes after it are left alone.
 */
export async function restartRolling(
  given: string,
  only: readonly string[],
  say: Say,
  limits: RestartLimits = RESTART_LIMITS,
): Promise<Started> {
  const network = await localNetwork(given, only);
  const everyone = await localNetwork(given, []);
  await requireSpareValidator(everyone);
  await requireAllRunning(network);
  let head = await requireProgress(
    everyone.nodes,
    limits,
    "The chain stands still, so nothing was restarted.",
  );
  const done: string[] = [];
  for (const node of network.nodes) {
    try {
      head = await restartOne(node, everyone, say, limits);
    } catch (error) {
      throw halted(error, node, done, network);
    }
    done.push(node.name);
  }
  return { nodes: network.nodes.map(({ name, rpcUrl }) => ({ name, wasRunning: false, url: rpcUrl })), head };
}

/** Restarts one node and waits until the network is whole again; the head then. */
async function restartOne(
  node: LocalNode,
  everyone: LocalNetwork,
  say: Say,
  limits: RestartLimits,
): Promise<number> {
  const others = (await runningNodes(everyone)).filter(({ name }) => name !== node.name);
  const peers = others.length;
  await stopRunning({ ...everyone, nodes: [node] }, say, limits);
  await startBesu(everyone.folder, [node.name], say, limits);
  if (!(await untilJoined(node, others, peers, limits.joinMs))) {
    throw new EngineError(
      `${node.name} answers again, but did not come back to ${peers} peers and the head within ${limits.joinMs / 1000} seconds.`,
      `Ask why: network doctor ${everyone.folder}.`,
    );
  }
  const head = await requireProgress(everyone.nodes, limits, `After ${node.name} came back no block came.`);
  say(`${node.name} is back with ${peers} peers; the head is ${head}.`);
  return head;
}

async function stopRunning(
  { folder, nodes }: LocalNetwork,
  say: Say,
  { stopMs }: RestartLimits,
): Promise<void> {
  const running = await runningNodes({ folder, nodes });
  if (running.length === 0) return;
  const names = running.map(({ name }) => name);
  for (const { name, how } of await stopNetwork(folder, names, stopMs)) say(`${name} ${how}.`);
}

async function requireSpareValidator(everyone: LocalNetwork): Promise<void> {
  const validators = (await runningNodes(everyone)).filter(({ plan }) => plan.seat === "validator").length;
  const quorum = quorumIn(everyone);
  if (validators > quorum) return;
  throw new EngineError(
    `${validators} validators run here and ${quorum} make a quorum: with one of them down the chain stands still.`,
    "Start the other validators first, or restart all at once: network restart, without --rolling.",
  );
}

async function requireAllRunning(network: LocalNetwork): Promise<void> {
  const running = await runningNodes(network);
  const down = network.nodes.filter((node) => !running.includes(node)).map(({ name }) => name);
  if (down.length === 0) return;
  throw new EngineError(
    `${down.join(", ")} does not run.`,
    "Start it first: network start; a rolling restart begins with a whole network.",
  );
}

async function requireProgress(
  nodes: readonly LocalNode[],
  { blockMs }: RestartLimits,
  why: string,
): Promise<number> {
  const head = await nextBlock(nodes, blockMs);
  if (head !== undefined) return head;
  throw new EngineError(why, "Ask why: network doctor; a chain that stands still is restarted all at once.");
}

/** What stopped a rolling restart, and how far it had come. */
function halted(
  error: unknown,
  { name }: LocalNode,
  done: readonly string[],
  { nodes }: LocalNetwork,
): unknown {
  if (!(error instanceof GuildhallError)) return error;
  const left = nodes.slice(done.length + 1).map((node) => node.name);
  const before = `Restarted before ${name}: ${done.join(", ") || "none"}; left alone: ${left.join(", ") || "none"}.`;
  return new EngineError(`${error.why}\n${before}`, error.remedy, error.args, error);
}
