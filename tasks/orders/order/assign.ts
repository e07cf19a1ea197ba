import { encodeInvoiceNumber } from "@guildhall/sdk/orders";
import { action } from "../../lib/action.ts";
import { parseCount, required } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestIfGiven } from "../lib/evidence.ts";
import { invoiceOf, openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  invoice: string;
  class: string | undefined;
  tiers: string | undefined;
  recourse: boolean;
  evidence: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const classId = parseCount("--class", required("class", args.class), 1);
  const tierLimit = parseCount("--tiers", args.tiers ?? "1");
  const evidenceDigest = await digestIfGiven(args.evidence);
  const opened = await openOrder(context, args.order);
  const { number, amountMinor, paidMinor, evidence } = invoiceOf(opened, args.invoice);
  const claim = { classId, tierLimit, recourse: args.recourse, invoiceDigest: evidence, evidenceDigest };
  return sendAs(
    await signerOf(context, args.as, "operator"),
    opened.book.issueReceivable.populateTransaction(encodeInvoiceNumber(number), claim),
    `Invoice ${number} is a receivable over ${opened.money(amountMinor - paidMinor)}.`,
  );
});
