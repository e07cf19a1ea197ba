import { connectEscrow, readPayments } from "@guildhall/sdk/payments";
import { toBeHex } from "ethers";
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
  const payments = await readPayments(await connectEscrow(context.alliance), order.buyer);
  const own = payments.filter(({ terms }) => terms.orderId === toBeHex(order.id, 32));
  const payment = own.find(({ status }) => status === "open") ?? own.at(-1);
  if (payment === undefined) {
    throw new TaskError(
      `No money is set aside for order ${order.id}.`,
      "The buyer authorises an escrow payment whose terms name the order (`escrow authorise`).",
    );
  }
  const { shares, milestones, ...terms } = payment.terms;
  return sendAs(
    await signerOf(context, args.as, "operator"),
    book.linkEscrow.populateTransaction(order.id, {
      ...terms,
      shares: [...shares],
      milestones: [...milestones],
    }),
    `Payment ${payment.paymentId} of the escrow is for order ${order.id}.`,
    { payment: payment.paymentId, next: `order ship ${order.id}` },
  );
});
