import { type Answer, type AskOptions, asker } from "./ask.ts";
import type { Observation } from "./observe.ts";

/** Transactions looked at closely, the oldest first: those are the ones that tell. */
const CLOSE_LOOKS = 100;

/** A transaction that waits in a pool, and what its sender has. */
export interface WaitingTransaction {
  readonly hash: string;
  readonly from: string;
  readonly nonce: number;
  /** Wei per gas at most. */
  readonly price: bigint;
  readonly value: bigint;
  readonly gas: bigint;
  /** Milliseconds since 1970, by the clock of the node that had it first. */
  readonly addedAt: number;
  /** Names of the nodes in whose pools it lies. */
  readonly nodes: readonly string[];
  /** Nonce of the sender's next transaction. */
  readonly nextNonce: number;
  /** Wei. */
  readonly balance: bigint;
}

/** What waits in the pools. */
export interface Waiting {
  readonly transactions: readonly WaitingTransaction[];
  /** Whether these are all that wait. */
  readonly complete: boolean;
}

type Body = Pick<WaitingTransaction, "from" | "nonce" | "price" | "value" | "gas">;

/** Looks closely at the oldest transactions in the pools, each at a node that has it. */
export async function readWaiting({ nodes }: Observation, options: AskOptions): Promise<Waiting> {
  const holders = new Map<string, { addedAt: number; names: string[]; url: string }>();
  for (const { target, waiting } of nodes) {
    for (const { hash, addedAt } of waiting ?? []) {
      const known = holders.get(hash);
      if (known === undefined)
        holders.set(hash, { addedAt, names: [target.name], url: target.url as string });
      else known.names.push(target.name);
    }
  }
  const oldest = [...holders].sort(([, a], [, b]) => a.addedAt - b.addedAt).slice(0, CLOSE_LOOKS);
  const looks = await Promise.all(
    oldest.map(async ([hash, { addedAt, names, url }]) => {
      const ask = asker(url, options);
      const body = await ask("eth_getTransactionByHash", [hash], bodyOf);
      if (body.value === undefined) return [];
      const [nonce, balance] = await Promise.all([
        ask("eth_getTransactionCount", [body.value.from, "latest"], Number),
        ask("eth_getBalance", [body.value.from, "latest"], (wei) => BigInt(wei as string)),
      ]);
      return waitingOf({ hash, addedAt, nodes: names, ...body.value }, nonce, balance);
    }),
  );
  return { transactions: looks.flat(), complete: holders.size <= CLOSE_LOOKS };
}

function waitingOf(
  known: Omit<WaitingTransaction, "nextNonce" | "balance">,
  nonce: Answer<number>,
  balance: Answer<bigint>,
): WaitingTransaction[] {
  if (nonce.fault !== undefined || balance.fault !== undefined) return [];
  return [{ ...known, nextNonce: nonce.value, balance: balance.value }];
}

/** @throws When it is mined meanwhile, or gone. */
function bodyOf(result: unknown): Body {
  const { from, nonce, gas, gasPrice, maxFeePerGas, value, blockNumber } = result as Record<string, string>;
  if (blockNumber) throw new Error("It does not wait any more.");
  return {
    from: from as string,
    nonce: Number(nonce),
    price: BigInt(maxFeePerGas ?? gasPrice ?? 0),
    value: BigInt(value as string),
    gas: BigInt(gas as string),
  };
}
