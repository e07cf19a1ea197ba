import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { askForHead, openNode } from "@guildhall/sdk";
import type { HDNodeWallet } from "ethers";
import type { ArtifactSource } from "../genesis/artifacts.ts";
import { LoadImpossible } from "./error.ts";
import { RpcNode } from "./rpc.ts";
import { settle } from "./settle.ts";
import { signAll } from "./sign.ts";
import { submit } from "./submit.ts";
import type { LoadTransaction, SeenBlock } from "./transaction.ts";
import { type RpcBlock, watchBlocks } from "./watch.ts";
import type { CallOf, Workload } from "./workloads.ts";

/** Most transactions of a load: each takes some 700 bytes of this process. */
export const MOST_TRANSACTIONS = 500_000;

/** Connections to each node; Besu takes 80 unless told otherwise, and the watch needs one. */
const CONNECTIONS = 64;

/** Gas given on top of the estimate, percent: later calls may find more to do than the first. */
const GAS_HEADROOM_PERCENT = 20n;

/** Milliseconds between two looks whether all are mined. */
const DRAIN_POLL_MS = 50;

/** How a load is run. */
export interface LoadOptions {
  /** JSON-RPC of the nodes; the first is watched for blocks. */
  urls: readonly string[];
  /** Transactions per second. */
  tps: number;
  seconds: number;
  /** Seconds without any inclusion after which the rest is given up. */
  drainSeconds: number;
  /** For a gated workload operators of a member. */
  accounts: readonly HDNodeWallet[];
  workload: Workload;
  artifacts: ArtifactSource;
  /** Told of each phase and how far it is. */
  onProgress: OnProgress;
}

/** Told how much of a phase is done. */
export type OnProgress = (phase: string, done: number, total: number) => void;

/** What was run and what came of it; `measure` makes figures of it. */
export interface LoadRun {
  /** How the watched node calls itself. */
  client: string;
  tps: number;
  seconds: number;
  /** In the order in which they were due. */
  transactions: readonly LoadTransaction[];
  blocks: readonly SeenBlock[];
  /** Transactions per second that this process signed beforehand. */
  signedPerSecond: number;
  /** Share of the time, from 0 to 1, for which this process was busy while sending: near 1 it is the limit itself. */
  busy: number;
  /** From the last departure until the end of waiting. */
  drainedSeconds: number;
}

/**
 * Puts a load on a chain: makes it ready, signs everything, sends each transaction when it is due, watches blocks, waits for
 * the rest, and finds out what became of each.
 *
 * @throws LoadImpossible before anything is sent; errors of the workload's preparation.
 */
export async function runLoad(options: LoadOptions): Promise<LoadRun> {
  const nodes = options.urls.map((url) => new RpcNode(url, CONNECTIONS));
  const watched = new RpcNode(options.urls[0] as string, 1);
  try {
    const chainId = await requireOneFreeChain(nodes);
    const client = await watched.call<string>("web3_clientVersion");
    const callOf = await prepare(options);
    const count = options.tps * options.seconds;
    const started = performance.now();
    const transactions = await signAll(
      {
        chainId,
        accounts: options.accounts,
        nonces: await readNonces(nodes, options.accounts),
        gasLimit: await estimateGas(watched, options.accounts, callOf),
        callOf,
        count,
        tps: options.tps,
      },
      (done) => options.onProgress("sign", done, count),
    );
    const signedPerSecond = (1000 * count) / (performance.now() - started);
    const driven = await drive(transactions, nodes, watched, options);
    options.onProgress("settle", 0, count);
    await settle(transactions, nodes);
    options.onProgress("settle", count, count);
    return { client, tps: options.tps, seconds: options.seconds, transactions, signedPerSecond, ...driven };
  } finally {
    for (const node of [...nodes, watched]) node.close();
  }
}

async function prepare({ urls, workload, accounts, artifacts, onProgress }: LoadOptions): Promise<CallOf> {
  onProgress("prepare", 0, 1);
  const provider = await openNode(urls[0] as string);
  try {
    const signer = (accounts[0] as HDNodeWallet).connect(provider);
    return await workload.prepare({ signer, artifacts });
  } finally {
    provider.destroy();
    onProgress("prepare", 1, 1);
  }
}

async function requireOneFreeChain(nodes: readonly RpcNode[]): Promise<bigint> {
  const ids = await Promise.all(nodes.map((node) => node.call<string>("eth_chainId")));
  const other = ids.findIndex((chainId) => chainId !== ids[0]);
  if (other !== -1) {
    throw new LoadImpossible(
      `${nodes[0]?.url} is on chain ${Number(ids[0])}, but ${nodes[other]?.url} on chain ${Number(ids[other])}.`,
      "Name nodes of one chain only.",
    );
  }
  const [watched] = nodes as [RpcNode];
  const head = await askForHead(() => watched.call<RpcBlock>("eth_getBlockByNumber", "latest", false));
  const baseFee = BigInt(head.baseFeePerGas ?? 0);
  if (baseFee === 0n) return BigInt(ids[0] as string);
  throw new LoadImpossible(
    `The chain charges ${baseFee} wei for gas, and the accounts of a load own nothing.`,
    "Load a chain with free gas: Besu with zeroBaseFee, Hardhat with initialBaseFeePerGas 0, anvil with --base-fee 0.",
    { baseFee },
  );
}

async function readNonces(nodes: readonly RpcNode[], accounts: readonly HDNodeWallet[]): Promise<number[]> {
  const read = (tag: string): Promise<number[]> =>
    Promise.all(
      accounts.map(async ({ address }, account) => {
        const node = nodes[account % nodes.length] as RpcNode;
        return Number(await node.call<string>("eth_getTransactionCount", address, tag));
      }),
    );
  const [mined, pending] = await Promise.all([read("latest"), read("pending")]);
  const waiting = accounts.filter((_, account) => mined[account] !== pending[account]).length;
  if (waiting === 0) return mined;
  throw new LoadImpossible(
    `Transactions of an earlier load still wait at the node, of ${waiting} accounts.`,
    "Wait until they are mined; if no block takes them, the pool is jammed: see `network doctor`.",
    { waiting },
  );
}

/** Gas of one call with headroom; the first call of a fresh workload costs the most. */
async function estimateGas(
  node: RpcNode,
  [account]: readonly HDNodeWallet[],
  callOf: CallOf,
): Promise<bigint> {
  const from = (account as HDNodeWallet).address;
  const request = { from, ...callOf(from, 0), gasPrice: "0x0" };
  const gas = BigInt(await node.call<string>("eth_estimateGas", request, "latest"));
  return gas + (gas * GAS_HEADROOM_PERCENT) / 100n;
}

/** Sends, watches and waits. Time 0 is when the first transaction is due. */
async function drive(
  transactions: readonly LoadTransaction[],
  nodes: readonly RpcNode[],
  watched: RpcNode,
  { drainSeconds, onProgress }: LoadOptions,
): Promise<Pick<LoadRun, "blocks" | "busy" | "drainedSeconds">> {
  const head = Number(await watched.call<string>("eth_blockNumber"));
  const byHash = new Map(transactions.map((transaction) => [transaction.hash, transaction]));
  const startedAt = performance.now();
  const now = (): number => performance.now() - startedAt;
  const blocks: SeenBlock[] = [];
  let included = 0;
  let movedAt = 0;
  const onBlock = (block: RpcBlock): void => {
    const seen = noteBlock(block, now(), byHash);
    blocks.push(seen);
    if (seen.ours > 0) movedAt = seen.at;
    included += seen.ours;
    onProgress("include", included, transactions.length);
  };
  const over = new AbortController();
  const watching = watchBlocks(watched, { from: head + 1, onBlock, signal: over.signal });
  try {
    const before = performance.eventLoopUtilization();
    const sent = (done: number): void => onProgress("send", done, transactions.length);
    await submit(transactions, { nodes, now, onProgress: sent });
    const busy = performance.eventLoopUtilization(before).utilization;
    const submittedAt = now();
    const isOver = (): boolean =>
      !transactions.some(isOutstanding) || now() - Math.max(movedAt, submittedAt) > 1000 * drainSeconds;
    while (!isOver()) await sleep(DRAIN_POLL_MS);
    return { blocks, busy, drainedSeconds: (now() - submittedAt) / 1000 };
  } finally {
    over.abort();
    await watching;
  }
}

function noteBlock(block: RpcBlock, at: number, byHash: ReadonlyMap<string, LoadTransaction>): SeenBlock {
  const number = Number(block.number);
  const ours = block.transactions.flatMap((hash) => byHash.get(hash) ?? []);
  for (const transaction of ours) transaction.inclusion = { block: number, at };
  return {
    number,
    at,
    timestamp: Number(block.timestamp),
    transactions: block.transactions.length,
    ours: ours.length,
    gasUsed: Number(block.gasUsed),
    gasLimit: Number(block.gasLimit),
    baseFee: Number(block.baseFeePerGas ?? 0),
  };
}

/** It may still be mined: the node took it, or said nothing. */
function isOutstanding({ inclusion, answer }: LoadTransaction): boolean {
  return inclusion === undefined && answer?.verdict !== "refused";
}
