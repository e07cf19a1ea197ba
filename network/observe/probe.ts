import { computeAddress } from "ethers";
import { type Answer, type Ask, type AskOptions, asker, type Fault } from "./ask.ts";
import { askForLatest, type Block, blockOf } from "./block.ts";
import { nodeClock, readiness } from "./side-doors.ts";
import type { Target } from "./targets.ts";

/** Everything that one node says of itself. What it does not tell is left out. */
export interface NodeObservation {
  readonly target: Target;
  /** Why nothing at all can be read from it. */
  readonly fault: Fault | undefined;
  readonly chainId: number | undefined;
  readonly head: Block | undefined;
  /** Hash of block 0. */
  readonly genesis: string | undefined;
  readonly syncing: boolean | undefined;
  readonly peerCount: number | undefined;
  readonly identity: Identity | undefined;
  /** Addresses of the nodes that it is connected with. */
  readonly peers: readonly string[] | undefined;
  readonly pool: PoolSize | undefined;
  readonly waiting: readonly PoolEntry[] | undefined;
  /** Validators of the next block as this node reads them; a fault when the list cannot be had. */
  readonly validators: Answer<readonly string[]>;
  readonly proposals: readonly ProposalRecord[] | undefined;
  /** Seconds that the first round of consensus waits. */
  readonly requestTimeoutSeconds: number | undefined;
  /** Wei per gas that it asks for. */
  readonly gasPrice: bigint | undefined;
  readonly nodeList: Answer<readonly string[]>;
  readonly accountList: Answer<readonly string[]>;
  /** What `/readiness` says; shown, never believed. */
  readonly ready: boolean | undefined;
  /** Milliseconds by which its clock is ahead of this machine's, to a second. */
  readonly clockAheadMs: number | undefined;
}

/** Who a node is by its own words. Addresses are lower case throughout. */
export interface Identity {
  readonly address: string;
  readonly publicKey: string;
  /** IP under which it presents itself. */
  readonly ip: string;
  /** The `config` of the genesis file that it runs with. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** How many transactions wait at a node. */
export interface PoolSize {
  readonly total: number;
  /** Those that were sent to this very node; nothing where that is not told apart. */
  readonly local: number | undefined;
  /** How many it can hold. */
  readonly limit: number | undefined;
}

/** A transaction that waits at a node. */
export interface PoolEntry {
  readonly hash: string;
  /** Milliseconds since 1970, by the node's clock. */
  readonly addedAt: number;
}

/** What a validator proposed in the last 100 blocks. */
export interface ProposalRecord {
  readonly address: string;
  readonly blocks: number;
  readonly last: number;
}

/**
 * Asks one node everything at once. It takes as long as the slowest answer, at most the limit.
 *
 * @param now Milliseconds since 1970 by this machine's clock, read anew at each call.
 */
export async function probe(
  target: Target,
  options: AskOptions,
  now: () => number,
): Promise<NodeObservation> {
  const { url } = target;
  if (url === undefined)
    return unheard(target, { kind: "silent", message: "its JSON-RPC is not known here" });
  const ask = asker(url, options);
  const { chainId, ...rest } = await together({
    chainId: ask("eth_chainId", [], Number),
    head: said(askForLatest(ask)),
    genesis: said(ask("eth_getBlockByNumber", ["0x0", false], (block) => blockOf(block).hash)),
    syncing: said(ask("eth_syncing", [], (progress) => progress !== false)),
    peerCount: said(ask("net_peerCount", [], Number)),
    identity: said(ask("admin_nodeInfo", [], identityOf)),
    peers: said(ask("admin_peers", [], peersOf)),
    pool: poolSize(ask),
    waiting: said(ask("txpool_besuTransactions", [], entriesOf)),
    validators: ask("qbft_getValidatorsByBlockNumber", ["latest"], addressesOf),
    proposals: said(ask("qbft_getSignerMetrics", [], proposalsOf)),
    requestTimeoutSeconds: said(ask("qbft_getRequestTimeoutSeconds", [], Number)),
    gasPrice: said(ask("eth_gasPrice", [], (price) => BigInt(price as string))),
    nodeList: ask("perm_getNodesAllowlist", [], (list) => list as string[]),
    accountList: ask("perm_getAccountsAllowlist", [], addressesOf),
    ready: readiness(url, options.limitMs),
    clockAheadMs: nodeClock(target.node?.metricsUrl, options.limitMs, now),
  });
  if (chainId.fault !== undefined) return unheard(target, chainId.fault);
  return { target, fault: undefined, chainId: chainId.value, ...rest };
}

function unheard(target: Target, fault: Fault): NodeObservation {
  return {
    target,
    fault,
    chainId: undefined,
    head: undefined,
    genesis: undefined,
    syncing: undefined,
    peerCount: undefined,
    identity: undefined,
    peers: undefined,
    pool: undefined,
    waiting: undefined,
    validators: { fault },
    proposals: undefined,
    requestTimeoutSeconds: undefined,
    gasPrice: undefined,
    nodeList: { fault },
    accountList: { fault },
    ready: undefined,
    clockAheadMs: undefined,
  };
}

/** Awaits promises that are under way already, by name. */
async function together<T extends object>(parts: { [Name in keyof T]: Promise<T[Name]> }): Promise<T> {
  const pairs = Object.entries(parts).map(async ([name, part]) => [name, await part] as const);
  return Object.fromEntries(await Promise.all(pairs)) as T;
}

async function said<T>(answer: Promise<Answer<T>>): Promise<T | undefined> {
  return (await answer).value;
}

async function poolSize(ask: Ask): Promise<PoolSize | undefined> {
  const [besu, plain] = await Promise.all([
    said(ask("txpool_besuStatistics", [], besuPoolSize)),
    said(ask("txpool_status", [], plainPoolSize)),
  ]);
  return besu ?? plain;
}

function besuPoolSize(result: unknown): PoolSize {
  const { localCount, remoteCount, maxSize } = result as Record<string, number>;
  return { total: Number(localCount) + Number(remoteCount), local: localCount, limit: maxSize };
}

function plainPoolSize(result: unknown): PoolSize {
  const { pending, queued } = result as Record<string, string>;
  return { total: Number(pending) + Number(queued), local: undefined, limit: undefined };
}

function entriesOf(result: unknown): PoolEntry[] {
  const entries = result as { hash: string; addedToPoolAt: string }[];
  return entries.map(({ hash, addedToPoolAt }) => ({ hash, addedAt: Date.parse(addedToPoolAt) }));
}

function identityOf(result: unknown): Identity {
  const { id, ip, protocols } = result as {
    id: string;
    ip: string;
    protocols: { eth: { config: Record<string, unknown> } };
  };
  return { address: addressOf(id), publicKey: withPrefix(id), ip, config: protocols.eth.config };
}

function peersOf(result: unknown): string[] {
  return (result as { id: string }[]).map(({ id }) => addressOf(id));
}

function addressOf(publicKey: string): string {
  return computeAddress(`0x04${withPrefix(publicKey).slice(2)}`).toLowerCase();
}

function withPrefix(hex: string): string {
  return hex.startsWith("0x") ? hex : `0x${hex}`;
}

function addressesOf(result: unknown): string[] {
  return (result as string[]).map((address) => address.toLowerCase());
}

function proposalsOf(result: unknown): ProposalRecord[] {
  const records = result as {
    address: string;
    proposedBlockCount: string;
    lastProposedBlockNumber: string;
  }[];
  return records.map(({ address, proposedBlockCount, lastProposedBlockNumber }) => ({
    address: address.toLowerCase(),
    blocks: Number(proposedBlockCount),
    last: Number(lastProposedBlockNumber),
  }));
}
