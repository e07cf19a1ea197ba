import type { AllianceState } from "@guildhall/sdk/consortium";
import { type FoundPayment, written } from "./found.ts";
import { accountName } from "./view.ts";

/** What each beneficiary gets of a capture, as the contract divides it. */
export async function payoutsOf(
  { escrow, payment, currency }: FoundPayment,
  state: AllianceState,
  amountMinor: bigint,
  feeBps: number,
): Promise<{ payouts: string[]; fee: string }> {
  const { terms, capturedMinor } = payment;
  const { payoutsMinor, feeMinor } = await escrow.payoutsOf(terms, capturedMinor, amountMinor, feeBps);
  const beneficiaries =
    terms.shares.length === 0 ? [terms.payee] : terms.shares.map(({ beneficiary }) => beneficiary);
  return {
    payouts: beneficiaries.map(
      (beneficiary, index) =>
        `${written(payoutsMinor[index] ?? 0n, currency)} to ${accountName(state, beneficiary)}`,
    ),
    fee: feeMinor === 0n ? "" : written(feeMinor, currency),
  };
}
