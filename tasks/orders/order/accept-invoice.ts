import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestIfGiven } from "../lib/evidence.ts";
import { invoiceOf, openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  invoice: string;
  evidence: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const evidence = await digestIfGiven(args.evidence);
  const opened = await openOrder(context, args.order);
  const { id, number, amountMinor } = invoiceOf(opened, args.invoice);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    opened.book.acceptInvoice.populateTransaction(id, evidence),
    `Invoice ${number} over ${opened.money(amountMinor)} is accepted.`,
    { next: `order pay ${opened.order.id} ${number}` },
  );
});
