import { encodeInvoiceNumber, normalInvoiceNumber } from "@guildhall/sdk/orders";
import { action } from "../../lib/action.ts";
import { parseTime } from "../../lib/arguments.ts";
import { time } from "../../lib/output.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestOfEvidence } from "../lib/evidence.ts";
import { amountOf } from "../lib/money.ts";
import { openOrder } from "../lib/orders.ts";

/** Seconds after the earliest due date, so that the block that takes the invoice may be a little later than this one. */
const LEEWAY = 3_600;

interface Arguments {
  order: string;
  number: string;
  amount: string | undefined;
  due: string | undefined;
  evidence: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const number = normalInvoiceNumber(args.number);
  const evidence = await digestOfEvidence(args.evidence);
  const { book, order, currency, money } = await openOrder(context, args.order);
  const amountMinor = amountOf("amount", args.amount, currency, order.toInvoiceMinor);
  const head = await context.provider.getBlock("latest");
  const earliest = (head?.timestamp ?? 0) + order.paymentDays * 86_400 + LEEWAY;
  const dueAt = args.due === undefined ? earliest : parseTime("due", args.due);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    book.invoice.populateTransaction(order.id, encodeInvoiceNumber(number), amountMinor, dueAt, evidence),
    `Invoice ${number} of order ${order.id} is issued over ${money(amountMinor)}.`,
    { invoice: number, due: time(dueAt), evidence, next: `order accept-invoice ${order.id} ${number}` },
  );
});
