import { ValidatorSet__factory } from "@guildhall/sdk";
import { id, SigningKey, toQuantity } from "ethers";
import type { NetworkPlan, NodePlan } from "../../network/bundle/plan.ts";
import { enodeOf, nodeAddress } from "../../network/node-key.ts";
import type { Time } from "../../network/observe/consult.ts";
import { type BesuStub, besuStub, recordedAnswerOf, type StubMethod, type StubOptions } from "./besu-stub.ts";
import type { RpcAnswer } from "./rpc-proxy.ts";

const PERIOD = 2;
/** When block 0 of a scripted chain is dated, seconds since 1970. */
const BEGUN_AT = 1_900_000_000;

/** A block as the script has it; what is left out is as in a quiet, healthy chain. */
export interface ScriptedBlock {
  timestamp: number;
  proposer: string;
  transactions: number;
  baseFee: bigint;
  hash: string;
}

/** What a scripted node says. Tests change it. */
export interface ScriptedNode {
  readonly plan: NodePlan;
  /** Whether it runs at all. */
  up: boolean;
  /** Height beyond which it sees no blocks; all of them if left out. */
  stuckAt: number | undefined;
  syncing: boolean;
  /** How often it still has no latest block, as happens while it writes one. */
  headless: number;
  /** Key that it runs under. */
  publicKey: string;
  ip: string;
  /** Public keys of its peers, those of all other running nodes if left out. */
  peers: string[] | undefined;
  /** Hash of a block if it follows another history. */
  fork: string | undefined;
  chainId: number;
  genesis: string;
  config: Record<string, unknown>;
  gasPrice: bigint;
  readiness: number;
  /** Seconds by which its clock is ahead. */
  clockAhead: number;
  poolLimit: number;
  nodeList: string[] | undefined;
  accountList: string[] | undefined;
  /** Answers before anything else. */
  methods: Record<string, StubMethod>;
  /** How its server behaves besides. */
  server: Pick<StubOptions, "delayMs" | "holdUntil" | "status">;
}

/** A transaction that waits. */
export interface ScriptedTransaction {
  hash: string;
  from: string;
  nonce: number;
  price?: bigint;
  value?: bigint;
  /** Milliseconds since 1970. */
  addedAt: number;
}

/** A network whose nodes, chain and clock are played. */
export interface ScriptedNetwork {
  readonly plan: NetworkPlan;
  readonly nodes: ScriptedNode[];
  readonly blocks: ScriptedBlock[];
  /** Validators of the next block; a fault if the list cannot be read. */
  validators: string[] | { code: number; message: string };
  /** Least validators that the contract allows. */
  floor: number;
  /** Contract lists by address, as `getValidators` answers there. */
  readonly contracts: Map<string, string[]>;
  readonly pool: ScriptedTransaction[];
  /** Next nonces by account; 0 where left out. */
  readonly nonces: Map<string, number>;
  /** Whether blocks come as time passes. */
  sealing: boolean;
  /** Time of the machine that looks. */
  readonly time: Time;
  /** Passes time without anyone looking. */
  pass(seconds: number): void;
  /** Starts a server for each node that is up and points the plan there. */
  start(): Promise<BesuStub[]>;
  close(): Promise<void>;
}

/** A healthy network of `count` validators and a node without a seat, whose chain has 200 blocks. */
export function scriptedNetwork(count = 4): ScriptedNetwork {
  const planned = Array.from({ length: count + 1 }, (_, index) => planOf(index, index < count));
  const plan: NetworkPlan = {
    chainId: 20260,
    blockPeriodSeconds: PERIOD,
    requestTimeoutSeconds: 2 * PERIOD,
    genesisDigest: id("genesis"),
    nodes: planned,
  };
  const validators = planned
    .slice(0, count)
    .map(({ address }) => address.toLowerCase())
    .sort();
  let now = BEGUN_AT * 1000;
  const stubs: BesuStub[] = [];

  const network: ScriptedNetwork = {
    plan,
    nodes: planned.map((node) => healthy(node, planned)),
    blocks: [block(0, BEGUN_AT, validators)],
    validators,
    floor: Math.min(4, count),
    contracts: new Map(),
    pool: [],
    nonces: new Map(),
    sealing: true,
    time: { now: () => now, wait: async (milliseconds) => network.pass(milliseconds / 1000) },
    pass(seconds) {
      now += seconds * 1000;
      const { blocks } = network;
      const head = () => blocks.at(-1) as ScriptedBlock;
      while (network.sealing && head().timestamp + PERIOD <= now / 1000)
        blocks.push(block(blocks.length, head().timestamp + PERIOD, validators));
    },
    async start() {
      for (const node of network.nodes) {
        const stub = await serve(network, node);
        if (node.up) stubs.push(stub);
        else await stub.close();
      }
      return stubs;
    },
    close: async () => void (await Promise.all(stubs.map((stub) => stub.close()))),
  };
  network.pass(200 * PERIOD + 0.3);
  return network;
}

function planOf(index: number, isValidator: boolean): NodePlan {
  const publicKey = `0x${SigningKey.computePublicKey(id(`node ${index}`), false).slice(4)}`;
  const endpoint = `10.0.0.${11 + index}:30303`;
  return {
    name: isValidator ? `member-${index + 1}` : "observer-1",
    member: isValidator ? "member" : "observer",
    seat: isValidator ? "validator" : "none",
    publicKey,
    address: nodeAddress(publicKey),
    endpoint,
    enode: enodeOf(publicKey, endpoint),
  };
}

function healthy(plan: NodePlan, planned: readonly NodePlan[]): ScriptedNode {
  return {
    plan,
    up: true,
    stuckAt: undefined,
    syncing: false,
    headless: 0,
    publicKey: plan.publicKey,
    ip: plan.endpoint.split(":")[0] as string,
    peers: undefined,
    fork: undefined,
    chainId: 20260,
    genesis: id("block 0"),
    config: { chainId: 20260, qbft: { blockPeriodSeconds: PERIOD, requestTimeoutSeconds: 2 * PERIOD } },
    gasPrice: 0n,
    readiness: 200,
    clockAhead: 0,
    poolLimit: 4096,
    nodeList: planned.map(({ enode }) => enode),
    accountList: ["0x1a3972e7bcc5730fcc3cdb00d6afb7dbdd4c8283"],
    methods: {},
    server: {},
  };
}

function block(number: number, timestamp: number, validators: readonly string[]): ScriptedBlock {
  const proposer = validators[number % validators.length] ?? `0x${"00".repeat(20)}`;
  return { timestamp, proposer, transactions: 0, baseFee: 0n, hash: id(`block ${number}`) };
}

async function serve(network: ScriptedNetwork, node: ScriptedNode): Promise<BesuStub> {
  const { result: recorded } = (await recordedAnswerOf("eth_getBlockByNumber_hashes")) as { result: object };
  const { result: info } = (await recordedAnswerOf("admin_nodeInfo")) as { result: object };
  const methods = { ...scriptedMethods(network, node, recorded, info), ...node.methods };
  const { nodeList: nodes, accountList: accounts } = node;
  const stub = await besuStub({
    methods,
    nodes,
    accounts,
    readiness: () => node.readiness,
    clock: () => network.time.now() + node.clockAhead * 1000,
    ...node.server,
  });
  pointTo(node.plan, stub.url);
  return stub;
}

function pointTo(plan: NodePlan, url: string): void {
  Object.assign(plan, { rpcUrl: url, metricsUrl: `${url}/metrics` });
}

function scriptedMethods(
  network: ScriptedNetwork,
  node: ScriptedNode,
  recordedBlock: object,
  info: object,
): Record<string, StubMethod> {
  const height = () => Math.min(network.blocks.length - 1, node.stuckAt ?? Number.POSITIVE_INFINITY);
  const listed = (): RpcAnswer =>
    Array.isArray(network.validators) ? { result: network.validators } : { error: network.validators };
  return {
    eth_chainId: () => ({ result: toQuantity(node.chainId) }),
    eth_gasPrice: () => ({ result: toQuantity(node.gasPrice) }),
    eth_syncing: () => ({
      result: node.syncing ? { startingBlock: "0x0", currentBlock: "0x1", highestBlock: "0x99" } : false,
    }),
    eth_getBlockByNumber: ([tag]) => {
      if (tag === "latest" && node.headless-- > 0) return { result: null };
      return { result: blockBody(network, node, tag === "latest" ? height() : Number(tag), recordedBlock) };
    },
    net_peerCount: () => ({ result: toQuantity(peersOf(network, node).length) }),
    admin_nodeInfo: () => ({
      result: {
        ...info,
        id: node.publicKey.slice(2),
        ip: node.ip,
        protocols: { eth: { config: node.config } },
      },
    }),
    admin_peers: () => ({ result: peersOf(network, node).map((id) => ({ id })) }),
    qbft_getValidatorsByBlockNumber: listed,
    qbft_getSignerMetrics: () => ({ result: metrics(network, height()) }),
    txpool_besuStatistics: () => ({
      result: { maxSize: node.poolLimit, localCount: 0, remoteCount: network.pool.length },
    }),
    txpool_besuTransactions: () => ({
      result: network.pool.map((each) => ({
        hash: each.hash,
        addedToPoolAt: new Date(each.addedAt).toISOString(),
      })),
    }),
    eth_getTransactionByHash: ([hash]) => ({
      result: transactionBody(network.pool.find((each) => each.hash === hash)),
    }),
    eth_getTransactionCount: ([account]) => ({
      result: toQuantity(network.nonces.get(account as string) ?? 0),
    }),
    eth_getBalance: () => ({ result: "0x0" }),
    eth_call: ([call]) => contractAnswer(network, call as { to: string; data: string }),
  };
}

function blockBody(
  { blocks }: ScriptedNetwork,
  { genesis, fork }: ScriptedNode,
  number: number,
  recorded: object,
): object | null {
  const scripted = blocks[number];
  if (scripted === undefined) return null;
  const { timestamp, proposer, transactions, baseFee, hash } = scripted;
  return {
    ...recorded,
    number: toQuantity(number),
    hash: number === 0 ? genesis : (fork ?? hash),
    timestamp: toQuantity(timestamp),
    miner: proposer,
    baseFeePerGas: toQuantity(baseFee),
    gasUsed: toQuantity(50_000 * transactions),
    transactions: Array.from({ length: transactions }, (_, index) => id(`${hash} ${index}`)),
  };
}

function peersOf({ nodes }: ScriptedNetwork, node: ScriptedNode): string[] {
  return node.peers ?? nodes.filter((other) => other.up && other !== node).map(({ publicKey }) => publicKey);
}

function metrics({ blocks }: ScriptedNetwork, height: number): object[] {
  const records = new Map<string, { count: number; last: number }>();
  for (let number = Math.max(1, height - 99); number <= height; number++) {
    const proposer = blocks[number]?.proposer ?? "";
    records.set(proposer, { count: (records.get(proposer)?.count ?? 0) + 1, last: number });
  }
  return [...records].map(([address, { count, last }]) => ({
    address,
    proposedBlockCount: toQuantity(count),
    lastProposedBlockNumber: toQuantity(last),
  }));
}

function transactionBody(waiting: ScriptedTransaction | undefined): object | null {
  if (waiting === undefined) return null;
  const { hash, from, nonce, price = 0n, value = 0n } = waiting;
  return {
    hash,
    from,
    nonce: toQuantity(nonce),
    gas: "0x5208",
    gasPrice: toQuantity(price),
    value: toQuantity(value),
    blockNumber: null,
  };
}

function contractAnswer(
  { contracts, floor }: ScriptedNetwork,
  { to, data }: { to: string; data: string },
): RpcAnswer {
  const contract = ValidatorSet__factory.createInterface();
  if (data === contract.encodeFunctionData("bounds"))
    return { result: contract.encodeFunctionResult("bounds", [[floor, 20, 1000, 1000]]) };
  const list = contracts.get(to.toLowerCase());
  return { result: list === undefined ? "0x" : contract.encodeFunctionResult("getValidators", [list]) };
}
