import { type JsonRpcProvider, Transaction } from "ethers";
import type { Chain } from "./chain.ts";
import { RESET, type RpcAnswer, type RpcProxy, type RpcRequest, rpcProxy } from "./rpc-proxy.ts";

/** How often, from 0 to 1, a node with a pool does what nodes do. */
export interface Habits {
  /** Answers with a hash and forgets the transaction. */
  readonly drop: number;
  /** Resets the connection before it takes the transaction, or after. */
  readonly reset: number;
  /** Says that the nonce is too distant, although it has room. */
  readonly distant: number;
  /** Does not find a transaction by its hash. */
  readonly hide: number;
  /** Counts no transaction of the account, as if its state were not there. */
  readonly forget: number;
  /** Fails without a reason. */
  readonly fail: number;
  /** Restarts with an empty pool: at each turn of mining. */
  readonly restart: number;
  /** Lets a turn of mining pass. */
  readonly idle: number;
}

/** A node with a pool before a chain that mines at once. */
export interface PoolNode extends RpcProxy {
  /** Transactions that the pool took, repeated ones included. */
  readonly taken: number;
  /** Empties the pool and answers nothing for that long. */
  restart(milliseconds: number): void;
}

const KNOWN: RpcAnswer = { error: { code: -32000, message: "Known transaction" } };
const TOO_LOW: RpcAnswer = { error: { code: -32001, message: "Nonce too low" } };
const INTERNAL: RpcAnswer = { error: { code: -32603, message: "Internal error" } };
const TOO_DISTANT: RpcAnswer = {
  error: { code: -32000, message: "Transaction nonce is too distant from current sender nonce" },
};

/**
 * Starts a node, as Besu without keys, that keeps signed transactions in a pool, at most `capacity` nonces ahead of what is
 * mined, and mines what
 * can be mined every `period` milliseconds.
 *
 * @param random From 0 to 1; decides when a habit shows.
 */
export async function poolNode(
  chain: Chain,
  { capacity, period }: { capacity: number; period: number },
  habits: Partial<Habits> = {},
  random: () => number = Math.random,
): Promise<PoolNode> {
  const pool = new Map<string, Transaction>();
  let awayUntil = 0;
  let taken = 0;
  const does = (habit: keyof Habits): boolean => random() < (habits[habit] ?? 0);

  const take = async (raw: string): Promise<RpcAnswer | typeof RESET> => {
    if (does("distant")) return TOO_DISTANT;
    if (does("fail")) return INTERNAL;
    if (does("reset")) return RESET;
    const transaction = Transaction.from(raw);
    const { hash, from, nonce } = transaction as Transaction & { hash: string; from: string };
    if (pool.has(hash)) return KNOWN;
    const used = await chain.provider.getTransactionCount(from, "latest");
    if (nonce < used) return TOO_LOW;
    if (nonce >= used + capacity) return TOO_DISTANT;
    if (!does("drop")) pool.set(hash, transaction);
    taken++;
    return does("reset") ? RESET : { result: hash };
  };

  const proxy = await rpcProxy(chain.url, async ({ method, params }: RpcRequest, forward) => {
    if (Date.now() < awayUntil) return RESET;
    const [first] = params as [string];
    if (method === "eth_sendRawTransaction") return take(first);
    if (method === "eth_accounts") return { result: [] };
    if (method === "web3_clientVersion") return { result: "besu/v26.8.0/linux-x86_64/openjdk-java-25" };
    if (method === "eth_getTransactionCount" && does("forget")) return { result: "0x0" };
    if (method !== "eth_getTransactionByHash") return forward();
    if (does("hide")) return { result: null };
    const held = pool.get(first);
    return held === undefined ? forward() : { result: pending(held) };
  });

  const restart = (milliseconds: number): void => {
    pool.clear();
    awayUntil = Date.now() + milliseconds;
  };
  let mining = Promise.resolve();
  const timer = setInterval(() => {
    mining = mining.then(async () => {
      if (does("restart")) restart(200);
      if (!does("idle")) await mine(chain.provider, pool);
    });
  }, period);

  return {
    ...proxy,
    get taken() {
      return taken;
    },
    restart,
    async close() {
      clearInterval(timer);
      await mining;
      await proxy.close();
    },
  };
}

/** Mines what has no hole before it. */
async function mine(provider: JsonRpcProvider, pool: Map<string, Transaction>): Promise<void> {
  for (const transaction of [...pool.values()].sort((a, b) => a.nonce - b.nonce)) {
    const used = await provider.getTransactionCount(transaction.from ?? "", "latest");
    if (transaction.nonce > used) continue;
    // A transaction that fails is mined all the same.
    if (transaction.nonce === used) {
      await provider.send("eth_sendRawTransaction", [transaction.serialized]).catch(() => {});
    }
    pool.delete(transaction.hash ?? "");
  }
}

function pending(transaction: Transaction): object {
  const { hash, from, to, nonce, data, gasLimit, value, chainId, type, signature } = transaction;
  const hex = (number: bigint | number): string => `0x${number.toString(16)}`;
  const amounts = { nonce, gas: gasLimit, value, chainId, gasPrice: 0n, type: type ?? 0 };
  return {
    ...Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, hex(amount)])),
    ...{ maxFeePerGas: "0x0", maxPriorityFeePerGas: "0x0", accessList: [] },
    ...{ hash, from, to, input: data, r: signature?.r, s: signature?.s, v: hex(signature?.v ?? 0) },
    ...{ blockHash: null, blockNumber: null, transactionIndex: null },
  };
}
