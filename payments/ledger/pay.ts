import { type ISettlementToken, send } from "@guildhall/sdk";
import { type BatchOutcome, decodeOutcomes } from "@guildhall/sdk/payments";
import type { Signer } from "ethers";

/** A payment that the token shall make. */
export interface Payable {
  readonly nonce: bigint;
  readonly payee: string;
  readonly amountMinor: bigint;
  readonly reference: string;
}

/** What became of a payment. */
export interface Settled<P extends Payable> {
  readonly payable: P;
  readonly outcome: BatchOutcome;
  readonly transaction: string;
}

/** Outcomes after which somebody must act, and the payment be sent again. */
const LEFT: readonly string[] = ["over-limit", "not-covered"];

/** Whether a payment of that outcome was left undone. */
export function isLeft(outcome: string): boolean {
  return LEFT.includes(outcome);
}

/** Payments of one transaction; more would come near the gas that one may use. */
const PER_TRANSACTION = 100;

/**
 * Pays by batches. Each payment has a number that the token takes once, so that the same payment sent again, from wherever,
 * is found to be paid already.
 *
 * @param onSettled Told after each transaction, so that what was paid can be written down.
 */
export async function payAll<P extends Payable>(
  token: ISettlementToken,
  signer: Signer,
  payables: readonly P[],
  onSettled: (settled: readonly Settled<P>[]) => Promise<void>,
): Promise<void> {
  for (const run of runsOf(payables)) {
    const items = run.map(({ payee, amountMinor, reference }) => ({
      payee,
      amountMinor,
      paymentReference: reference,
    }));
    const call = await token.payBatch.populateTransaction(run[0]?.nonce ?? 0n, items);
    const { hash } = await send(signer, call);
    const receipt = await signer.provider?.getTransactionReceipt(hash);
    const events = (receipt?.logs ?? []).map((log) => token.interface.parseLog(log));
    const batch = events.find((event) => event?.name === "BatchPaid");
    const outcomes = decodeOutcomes(batch?.args.outcomes ?? "0x");
    await onSettled(
      run.flatMap((payable, index) => {
        const outcome = outcomes[index];
        return outcome === undefined ? [] : [{ payable, outcome, transaction: hash }];
      }),
    );
  }
}

/** Payments whose numbers follow each other, as many as fit one transaction. */
function runsOf<P extends Payable>(payables: readonly P[]): P[][] {
  const runs: P[][] = [];
  const ordered = [...payables].sort((a, b) => (a.nonce < b.nonce ? -1 : 1));
  for (const payable of ordered) {
    const run = runs.at(-1);
    const isNext = run?.at(-1)?.nonce === payable.nonce - 1n;
    if (run !== undefined && isNext && run.length < PER_TRANSACTION) run.push(payable);
    else runs.push([payable]);
  }
  return runs;
}
