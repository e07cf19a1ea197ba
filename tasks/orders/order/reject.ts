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
  const { book, order } = await openOrder(context, args.order);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    book.reject.populateTransaction(order.id, reason),
    `Order ${order.id} is declined.`,
    { reason },
  );
});
