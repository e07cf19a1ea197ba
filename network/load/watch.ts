import { setTimeout as sleep } from "node:timers/promises";
import { type RpcNode, resultOf } from "./rpc.ts";

/** Milliseconds between two looks for a new block: how exactly the arrival of blocks is known. */
const POLL_MS = 100;

/** Most blocks asked for at once while the watch is behind, as on a chain that seals a block per transaction. */
const MOST_AT_ONCE = 64;

/** A block as nodes answer it, with hashes only. */
export interface RpcBlock {
  number: string;
  timestamp: string;
  transactions: string[];
  gasUsed: string;
  gasLimit: string;
  baseFeePerGas?: string;
}

/** How blocks are watched. */
export interface WatchOptions {
  /** Number of the first block to report. */
  from: number;
  onBlock: (block: RpcBlock) => void;
  /** Ends the watch. */
  signal: AbortSignal;
}

/**
 * Reports each block once, in order, soon after the node has it. Asks for the hashes of its transactions only, and for one
 * block at a time unless it is behind. A node that does not answer is asked again.
 */
export async function watchBlocks(
  node: Pick<RpcNode, "batch">,
  { from, onBlock, signal }: WatchOptions,
): Promise<void> {
  let next = from;
  let atOnce = 1;
  while (!signal.aborted) {
    const blocks = await blocksFrom(node, next, atOnce);
    for (const block of blocks) onBlock(block);
    next += blocks.length;
    const isBehind = blocks.length === atOnce;
    atOnce = isBehind ? Math.min(2 * atOnce, MOST_AT_ONCE) : 1;
    if (!isBehind) await sleep(POLL_MS);
  }
}

/** Those of `count` blocks that are there. */
async function blocksFrom(node: Pick<RpcNode, "batch">, first: number, count: number): Promise<RpcBlock[]> {
  const calls = Array.from({ length: count }, (_, index) => ({
    method: "eth_getBlockByNumber",
    params: [`0x${(first + index).toString(16)}`, false],
  }));
  try {
    const answers = (await node.batch(calls)).map((answer) => resultOf<RpcBlock | null>(answer));
    const end = answers.indexOf(null);
    return answers.slice(0, end === -1 ? count : end) as RpcBlock[];
  } catch {
    // It may be restarting or too busy to answer; that shows as a late block.
    return [];
  }
}
