import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestOfReason } from "../lib/evidence.ts";
import { openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  reason: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const reason = digestOfReason(args.reason);
  const { book, order, money } = await openOrder(context, args.order);
  const signer = await signerOf(context, args.as, "operator");
  const cancelled = await book.connect(signer).cancel.staticCall(order.id, reason);
  return sendAs(
    signer,
    book.cancel.populateTransaction(order.id, reason),
    cancelled === 0n
      ? `The other party is asked to agree that ${money(order.toShipMinor)} of order ${order.id} is cancelled.`
      : `${money(cancelled)} of order ${order.id} is cancelled.`,
    { cancelledMinor: cancelled, reason },
  );
});
