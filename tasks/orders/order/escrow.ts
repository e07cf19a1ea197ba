import { findOrderEscrow } from "@guildhall/sdk/orders";
import { action } from "../../lib/action.ts";
import { TaskError } from "../../lib/failure.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { book, order } = await openOrder(context, args.order);
  const found = await findOrderEscrow(context.alliance, order.id);
  if (found === undefined) {
    throw new TaskError(
      `No money is set aside for order ${order.id}.`,
      "The buyer authorises an escrow payment whose terms name the order (`escrow authorise`).",
    );
  }
  return sendAs(
    await signerOf(context, args.as, "operator"),
    book.linkEscrow.populateTransaction(order.id, found.terms),
    `Payment ${found.paymentId} of the escrow is for order ${order.id}.`,
    { payment: found.paymentId, next: `order ship ${order.id}` },
  );
});
