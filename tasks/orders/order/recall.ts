import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestOfEvidence } from "../lib/evidence.ts";
import { deliveryOf, openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  delivery: string;
  evidence: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const evidence = await digestOfEvidence(args.evidence);
  const opened = await openOrder(context, args.order);
  const { book, order, money } = opened;
  const { number, openMinor } = deliveryOf(opened, args.delivery);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    book.recall.populateTransaction(order.id, number, evidence),
    `Delivery ${number} of order ${order.id}, worth ${money(openMinor)}, is called back.`,
  );
});
