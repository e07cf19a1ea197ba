import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { allow, amountOf, payeeOf } from "../lib/money.ts";
import { invoiceOf, openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  invoice: string;
  amount: string | undefined;
  payee: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const opened = await openOrder(context, args.order);
  const { book, order, currency, money } = opened;
  const { id, number, amountMinor, paidMinor } = invoiceOf(opened, args.invoice);
  const payMinor = amountOf("amount", args.amount, currency, amountMinor - paidMinor);
  const payee = await payeeOf(context, "--payee", args.payee, order.supplier);
  const signer = await signerOf(context, args.as, "operator");
  await allow(context, signer, order.token, await book.getAddress(), payMinor);
  return sendAs(
    signer,
    book.pay.populateTransaction(id, payee, payMinor),
    `${money(payMinor)} is paid on invoice ${number}.`,
    { payee, open: money(amountMinor - paidMinor - payMinor) },
  );
});
