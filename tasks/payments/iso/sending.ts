import { tokenAt } from "@guildhall/sdk/payments";
import type { AccountBook } from "../../../payments/ledger/accounts.ts";
import { payAll, type Settled } from "../../../payments/ledger/pay.ts";
import { groupByPayer, type OpenPayment } from "../../../payments/ledger/payables.ts";
import type { Store } from "../../../payments/ledger/store.ts";
import { required } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { findMember } from "../../lib/members.ts";
import { signerOfAccount } from "../../lib/signers.ts";
import { type LedgerArguments, ownerOf, tokenOf } from "./options.ts";

/** What became of a payment that was to be sent. */
export interface SentRow {
  readonly position: number;
  readonly uetr: string;
  readonly outcome: string;
  readonly transaction: string | undefined;
}

interface Arguments extends LedgerArguments {
  as: string | undefined;
}

/** Pays what is due from accounts of the signing member, and writes down after each transaction what became of it. */
export async function sendDue(
  context: Context,
  args: Arguments,
  store: Store,
  book: AccountBook,
  open: readonly OpenPayment[],
): Promise<SentRow[]> {
  const [state, head] = await Promise.all([context.readState(), context.provider.getBlock("latest")]);
  const member = findMember(state, required("as", args.as));
  const today = new Date((head?.timestamp ?? 0) * 1000).toISOString().slice(0, 10);
  const reasonToWait = ({ payer, day }: OpenPayment): string | undefined => {
    const owner = ownerOf(state, payer);
    if (owner === undefined) return `left: ${payer} acts for nobody any more`;
    if (owner !== member.alias) return `left: ${payer} belongs to ${owner}`;
    return day !== undefined && day > today ? `due on ${day}` : undefined;
  };
  const rows: SentRow[] = [];
  const due = open.filter((each) => {
    const outcome = reasonToWait(each);
    if (outcome !== undefined) rows.push({ ...each, outcome, transaction: undefined });
    return outcome === undefined;
  });
  for (const group of groupByPayer(due).values()) {
    const [{ payer, currency, token: given }] = group as [OpenPayment];
    const token =
      given === undefined
        ? await tokenOf(context, currency, payer, book, args)
        : tokenAt(context.alliance, given);
    const address = await token.getAddress();
    await payAll(token, await signerOfAccount(context, payer), group, async (settled) => {
      for (const each of settled) write(each, address);
      rows.push(
        ...settled.map(({ payable, outcome, transaction }) => ({ ...payable, outcome, transaction })),
      );
      await store.save();
    });
  }
  return rows
    .map(({ position, uetr, outcome, transaction }) => ({ position, uetr, outcome, transaction }))
    .sort((a, b) => a.position - b.position);
}

function write({ payable: { record }, outcome, transaction }: Settled<OpenPayment>, token: string): void {
  const isDone = outcome === "paid" || outcome === "already-paid";
  if (isDone || outcome === "quarantined") {
    record.state = isDone ? "paid" : "quarantined";
    // What was paid before was paid in another transaction.
    if (outcome !== "already-paid") record.transaction = transaction;
    record.token = token;
    record.why = undefined;
  } else {
    record.why = outcome;
  }
}
