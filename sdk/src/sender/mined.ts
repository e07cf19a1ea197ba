import type { Provider, TransactionReceipt, TransactionRequest } from "ethers";
import { requireState, StateNotKept } from "../common/old-state.ts";
import { explainError } from "../errors/explain.ts";
import { type ExplainedError, explanation } from "../errors/explained.ts";
import { isAway } from "./verdict.ts";

/** A transaction in a block. */
export interface Mined {
  readonly hash: string;
  /** Whether it does what that call does. */
  isSameWork(call: TransactionRequest): boolean;
}

/**
 * Finds the transaction that used a nonce of an account, in the blocks from `from` to `to`. Block by block: the account's
 * nonce at old blocks, by which one could search, is not to be trusted.
 */
export async function findByNonce(
  provider: Provider,
  account: string,
  nonce: number,
  { from, to }: { from: number; to: number },
): Promise<Mined | undefined> {
  for (let number = from; number <= to; number++) {
    const block = await provider.getBlock(number, true);
    const found = block?.prefetchedTransactions.find((each) => each.nonce === nonce && each.from === account);
    if (found !== undefined)
      return { hash: found.hash, isSameWork: (call) => workOf(found) === workOf(call) };
  }
  return undefined;
}

function workOf({ to, data, value }: TransactionRequest): string {
  return [to ?? "", data ?? "0x", BigInt(value ?? 0)].join(" ").toLowerCase();
}

/** A receipt gives no reason, so the transaction is run again on the state before its block. */
export async function explainReceipt(
  provider: Provider,
  call: TransactionRequest & { gasLimit: bigint },
  { hash, blockNumber, gasUsed }: TransactionReceipt,
): Promise<ExplainedError> {
  try {
    await requireState(provider, blockNumber - 1);
    await provider.call({ ...call, blockTag: blockNumber - 1 });
  } catch (error) {
    const explained = explainError(error);
    return error instanceof StateNotKept || isAway(explained)
      ? explanation(
          "ReasonLost",
          `It failed in block ${blockNumber}; why could not be found out: ${explained.why}`,
          explained.remedy,
          hash,
        )
      : explained;
  }
  if (gasUsed === call.gasLimit) return explainError(new Error("Out of gas"));
  return explanation(
    "OvertakenInBlock",
    "It failed, though it succeeds on the state before its block: another one of the block came first.",
    "Look at the present state and send it again if it still makes sense.",
    hash,
  );
}
