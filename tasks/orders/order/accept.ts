import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { book, order, money } = await openOrder(context, args.order);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    book.accept.populateTransaction(order.id),
    `Order ${order.id} over ${money(order.orderedMinor)} is accepted.`,
    { next: `order ship ${order.id}` },
  );
});
