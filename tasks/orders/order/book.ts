import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { invoiceOf, openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  invoice: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { book, money, ...opened } = await openOrder(context, args.order);
  const { id, number } = invoiceOf({ book, money, ...opened }, args.invoice);
  const signer = await signerOf(context, args.as, "operator");
  const bookedMinor = await book.connect(signer).bookPayment.staticCall(id);
  return sendAs(
    signer,
    book.bookPayment.populateTransaction(id),
    `${money(bookedMinor)} is booked to invoice ${number}.`,
  );
});
