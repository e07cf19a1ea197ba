import { ZeroAddress, ZeroHash } from "ethers";
import { action } from "../../lib/action.ts";
import { parseAddress, required } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestOfEvidence } from "../lib/evidence.ts";
import { allow, amountOf } from "../lib/money.ts";
import { deliveryOf, invoiceOf, openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  delivery: string;
  amount: string | undefined;
  invoice: string | undefined;
  refundTo: string | undefined;
  evidence: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const note = await digestOfEvidence(args.evidence);
  const amount = required("amount", args.amount);
  const refundTo = args.refundTo === undefined ? ZeroAddress : parseAddress("--refund-to", args.refundTo);
  const opened = await openOrder(context, args.order);
  const { book, order, currency, money } = opened;
  const { number } = deliveryOf(opened, args.delivery);
  const amountMinor = amountOf("amount", amount, currency, 0n);
  const invoiceId = args.invoice === undefined ? ZeroHash : invoiceOf(opened, args.invoice).id;
  const signer = await signerOf(context, args.as, "operator");
  if (refundTo !== ZeroAddress) {
    await allow(context, signer, order.token, await book.getAddress(), amountMinor);
  }
  return sendAs(
    signer,
    book.takeBack.populateTransaction(order.id, number, amountMinor, invoiceId, refundTo, note),
    `Goods of delivery ${number} of order ${order.id} worth ${money(amountMinor)} came back.`,
    { note },
  );
});
