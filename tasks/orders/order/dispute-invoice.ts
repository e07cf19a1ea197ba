import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestOfReason } from "../lib/evidence.ts";
import { invoiceOf, openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  invoice: string;
  reason: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const reason = digestOfReason(args.reason);
  const opened = await openOrder(context, args.order);
  const { id, number, amountMinor } = invoiceOf(opened, args.invoice);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    opened.book.disputeInvoice.populateTransaction(id, reason),
    `Invoice ${number} over ${opened.money(amountMinor)} is refused.`,
    { reason },
  );
});
