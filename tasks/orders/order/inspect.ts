import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestOfEvidence } from "../lib/evidence.ts";
import { amountOf } from "../lib/money.ts";
import { deliveryOf, openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  delivery: string;
  accept: string | undefined;
  evidence: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const evidence = await digestOfEvidence(args.evidence);
  const opened = await openOrder(context, args.order);
  const { book, order, currency, money } = opened;
  const { number, openMinor } = deliveryOf(opened, args.delivery);
  const acceptedMinor = amountOf("accept", args.accept, currency, openMinor);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    book.inspect.populateTransaction(order.id, number, acceptedMinor, evidence),
    `Of delivery ${number} of order ${order.id}, goods worth ${money(acceptedMinor)} are accepted.`,
    { rejected: money(openMinor - acceptedMinor), evidence },
  );
});
