import type { DeliveryState, InvoiceState, OrderState } from "@guildhall/sdk/orders";
import { ZeroAddress, ZeroHash } from "ethers";
import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestOfEvidence } from "../lib/evidence.ts";
import { allow, amountOf, payeeOf } from "../lib/money.ts";
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
  const opened = await openOrder(context, args.order);
  const { book, order, currency, money } = opened;
  const delivery = deliveryOf(opened, args.delivery);
  const amountMinor = amountOf("amount", amount, currency, 0n);
  const invoice = args.invoice === undefined ? undefined : invoiceOf(opened, args.invoice);
  const refundMinor = refundOf(order, delivery, amountMinor, invoice);
  const signer = await signerOf(context, args.as, "operator");
  const isPaidBack = refundMinor > 0n;
  const refundTo = isPaidBack
    ? await payeeOf(context, "--refund-to", args.refundTo, order.buyer)
    : ZeroAddress;
  if (isPaidBack) await allow(context, signer, order.token, await book.getAddress(), refundMinor);
  return sendAs(
    signer,
    book.takeBack.populateTransaction(
      order.id,
      delivery.number,
      amountMinor,
      invoice?.id ?? ZeroHash,
      refundTo,
      note,
    ),
    `Goods of delivery ${delivery.number} of order ${order.id} worth ${money(amountMinor)} came back.`,
    { note, ...(isPaidBack ? { refunded: money(refundMinor), refundTo } : {}) },
  );
});

/** What is paid back: the price of the goods that is neither still to be invoiced nor open of the invoice. */
function refundOf(
  { toInvoiceMinor }: OrderState,
  { acceptedMinor, penaltyBps }: DeliveryState,
  amountMinor: bigint,
  invoice: InvoiceState | undefined,
): bigint {
  if (amountMinor > acceptedMinor) return 0n;
  const priceOf = (minor: bigint) => minor - (minor * BigInt(penaltyBps)) / 10_000n;
  const priceMinor = priceOf(acceptedMinor) - priceOf(acceptedMinor - amountMinor);
  const openMinor = invoice === undefined ? 0n : invoice.amountMinor - invoice.paidMinor;
  const refundMinor = priceMinor - toInvoiceMinor - openMinor;
  return refundMinor > 0n ? refundMinor : 0n;
}
