import { setImmediate as breathe } from "node:timers/promises";
import { type HDNodeWallet, Transaction } from "ethers";
import type { LoadTransaction } from "./transaction.ts";
import type { CallOf } from "./workloads.ts";

/** Transactions signed between two looks at anything else. */
const STRETCH = 100;

/** What is to be signed. */
export interface SigningPlan {
  chainId: bigint;
  /** They send in turn. */
  accounts: readonly HDNodeWallet[];
  /** Next nonce of each account. */
  nonces: readonly number[];
  /** Gas that each transaction may use. */
  gasLimit: bigint;
  callOf: CallOf;
  count: number;
  /** Transactions per second. */
  tps: number;
}

/**
 * Signs all transactions of a load beforehand, so that no signing delays one that is due. Prices are zero.
 *
 * @param onProgress Told how many are signed.
 * @returns In the order in which they are due, evenly spaced.
 */
export async function signAll(
  plan: SigningPlan,
  onProgress: (signed: number) => void,
): Promise<LoadTransaction[]> {
  const transactions: LoadTransaction[] = [];
  for (let index = 0; index < plan.count; index++) {
    transactions.push(sign(plan, index));
    if (index % STRETCH !== 0) continue;
    onProgress(index);
    await breathe();
  }
  onProgress(plan.count);
  return transactions;
}

function sign(
  { chainId, accounts, nonces, gasLimit, callOf, tps }: SigningPlan,
  index: number,
): LoadTransaction {
  const account = index % accounts.length;
  const { address, signingKey } = accounts[account] as HDNodeWallet;
  const nonce = (nonces[account] as number) + Math.floor(index / accounts.length);
  const transaction = Transaction.from({
    ...callOf(address, nonce),
    type: 2,
    chainId,
    nonce,
    gasLimit,
    maxFeePerGas: 0n,
    maxPriorityFeePerGas: 0n,
  });
  transaction.signature = signingKey.sign(transaction.unsignedHash);
  return {
    hash: transaction.hash as string,
    account,
    scheduledAt: (index * 1000) / tps,
    raw: transaction.serialized,
  };
}
