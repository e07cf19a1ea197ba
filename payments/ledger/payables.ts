import type { Message } from "../iso20022/model.ts";
import { formatMoney } from "../money.ts";
import type { Payable } from "./pay.ts";
import { type Plan, referenceOf, returnNonce } from "./plan.ts";
import type { Recorded } from "./record.ts";
import type { PaymentState } from "./store.ts";

/** A payment or return that the ledger has not made yet. */
export interface OpenPayment extends Payable {
  readonly position: number;
  readonly uetr: string;
  readonly currency: string;
  readonly payer: string;
  /** The money that it must be made in: that of the payment which comes back. */
  readonly token: string | undefined;
  /** Day on which it is due; none is at once. */
  readonly day: string | undefined;
  /** Where its fate is written down. */
  readonly record: {
    state: PaymentState;
    why?: string | undefined;
    token?: string | undefined;
    transaction?: string | undefined;
  };
}

/** What a message asks the ledger to do, and what was not done yet. A return goes back from payee to payer. */
export function openPayments(
  message: Message,
  { payments, returns }: Recorded,
  plan: Plan | undefined,
): OpenPayment[] {
  const records = new Map(payments.map((payment) => [payment.uetr, payment]));
  const planned = (plan?.payments ?? []).flatMap((each): OpenPayment[] => {
    const { position, uetr, nonce, reference, amount, day } = each;
    const record = records.get(uetr);
    if (record?.state !== "planned") return [];
    const accounts = { payer: each.payer.account, payee: each.payee.account };
    return [{ position, uetr, nonce, reference, day, token: undefined, ...amount, ...accounts, record }];
  });
  const returned = returns.flatMap(({ payment, returned: record }): OpenPayment[] => {
    const { payer: payee, payee: payer, uetr, currency, token } = payment;
    if (record.state !== "planned" || payer === undefined || payee === undefined) return [];
    const { position, amountMinor, reason, returnId } = record;
    const nonce = returnNonce(uetr, message.messageId, position);
    const reference = referenceOf(uetr, reason, returnId);
    return [
      {
        position,
        uetr,
        currency,
        payer,
        payee,
        amountMinor,
        nonce,
        reference,
        day: undefined,
        token,
        record,
      },
    ];
  });
  return [...planned, ...returned];
}

/**
 * Payments as `token transfer-batch` reads them, a batch for each payer and currency. Amounts and numbers are texts, so that no
 * reader rounds them.
 */
export function batchFile(open: readonly OpenPayment[]): string {
  const batches = [...groupByPayer(open)].map(([, group]) => ({
    payer: group[0]?.payer,
    currency: group[0]?.currency,
    payments: group.map(({ uetr, nonce, payee, amountMinor, currency, reference }) => ({
      id: uetr,
      nonce: String(nonce),
      payee,
      amount: formatMoney(amountMinor, currency),
      reference,
    })),
  }));
  return `${JSON.stringify({ batches }, null, 2)}\n`;
}

/** Payments of one payer in one money. */
export function groupByPayer(open: readonly OpenPayment[]): Map<string, OpenPayment[]> {
  const groups = new Map<string, OpenPayment[]>();
  for (const each of open) {
    const key = `${each.payer} ${each.currency} ${each.token ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return groups;
}
