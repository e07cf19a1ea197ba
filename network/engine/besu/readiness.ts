import { setTimeout as sleep } from "node:timers/promises";
import type { NetworkPlan } from "../../bundle/plan.ts";
import { EngineError } from "../error.ts";
import { lastLines, logOf } from "../logs.ts";
import { runningAs } from "../processes.ts";
import { ask } from "../rpc.ts";
import type { LocalNode } from "./local-nodes.ts";

const LOOK_EVERY_MS = 100;
const ANSWER_LIMIT_MS = 5_000;

/**
 * Waits until a node answers and is the one that was meant: on the network's chain, with its own key.
 *
 * @param limitMs Milliseconds to wait for its first answer.
 * @throws EngineError when it ends, stays silent, or is another.
 */
export async function untilReady(
  folder: string,
  node: LocalNode,
  plan: NetworkPlan,
  limitMs: number,
): Promise<void> {
  const until = performance.now() + limitMs;
  for (;;) {
    const isUp = await answers(node);
    if (isUp) break;
    if ((await runningAs(folder, node.name)) === undefined) {
      throw new EngineError(
        `${node.name} ended instead of starting. The last lines of ${logOf(folder, node.name)}:\n${await lastLines(folder, node.name)}`,
        "Cure what it says; `network validate` finds most faults of a bundle, `network doctor` those of a chain.",
        { node: node.name },
      );
    }
    if (performance.now() >= until) {
      throw new EngineError(
        `${node.name} runs, but does not answer at ${node.rpcUrl} after ${limitMs / 1000} seconds.`,
        `Look into ${logOf(folder, node.name)}; \`network stop\` ends it.`,
        { node: node.name },
      );
    }
    await sleep(LOOK_EVERY_MS);
  }
  await requireMeant(node, plan);
}

/** The highest block that any of the nodes knows; undefined when none answers. */
export async function highestHead(nodes: readonly LocalNode[]): Promise<number | undefined> {
  const heads = await Promise.all(
    nodes.map(({ rpcUrl }) =>
      ask(rpcUrl, "eth_blockNumber", [], ANSWER_LIMIT_MS).then(Number, () => undefined),
    ),
  );
  const known = heads.filter((head) => head !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/**
 * Waits for a block after the current head.
 *
 * @param limitMs Milliseconds to wait.
 * @returns The new head, or undefined when none came.
 */
export async function nextBlock(nodes: readonly LocalNode[], limitMs: number): Promise<number | undefined> {
  const until = performance.now() + limitMs;
  const first = await highestHead(nodes);
  for (;;) {
    const head = await highestHead(nodes);
    if (head !== undefined && head > (first ?? head)) return head;
    if (performance.now() >= until) return undefined;
    await sleep(LOOK_EVERY_MS);
  }
}

/**
 * Waits until a node has at least so many peers, does not sync and knows the head that the others know now.
 *
 * @returns Whether it came to that in time.
 */
export async function untilJoined(
  node: LocalNode,
  others: readonly LocalNode[],
  peers: number,
  limitMs: number,
): Promise<boolean> {
  const until = performance.now() + limitMs;
  const head = (await highestHead(others)) ?? 0;
  while (performance.now() < until) {
    const seen = await standingOf(node);
    if (seen !== undefined && seen.peers >= peers && !seen.isSyncing && seen.head >= head) return true;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

interface Standing {
  peers: number;
  head: number;
  isSyncing: boolean;
}

async function standingOf({ rpcUrl }: LocalNode): Promise<Standing | undefined> {
  try {
    const [peers, head, syncing] = await Promise.all(
      ["net_peerCount", "eth_blockNumber", "eth_syncing"].map((method) =>
        ask<string | false>(rpcUrl, method, [], ANSWER_LIMIT_MS),
      ),
    );
    return { peers: Number(peers), head: Number(head), isSyncing: syncing !== false };
  } catch {
    return undefined;
  }
}

async function answers({ rpcUrl }: LocalNode): Promise<boolean> {
  return ask(rpcUrl, "eth_chainId", [], ANSWER_LIMIT_MS).then(
    () => true,
    () => false,
  );
}

/** Whoever answers at this address must be the node that the plan puts there. */
async function requireMeant({ name, rpcUrl, plan: node }: LocalNode, plan: NetworkPlan): Promise<void> {
  const chainId = Number(await ask(rpcUrl, "eth_chainId"));
  if (chainId !== plan.chainId) {
    throw new EngineError(
      `${rpcUrl} answers for chain ${chainId}, not for chain ${plan.chainId} as ${name} should.`,
      "Stop what runs there, or give this network other ports.",
      { node: name },
    );
  }
  const { id } = await ask<{ id: string }>(rpcUrl, "admin_nodeInfo");
  if (`0x${id}` === node.publicKey) return;
  const other = plan.nodes.find(({ publicKey }) => publicKey === `0x${id}`);
  throw new EngineError(
    `At ${rpcUrl}, where ${name} belongs, answers ${other === undefined ? `a node with the key ${id.slice(0, 16)}…` : other.name}.`,
    "Each node needs its own key and its own ports: compare nodes/<name>/key with network.json.",
    { node: name },
  );
}
