import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestOfEvidence } from "../lib/evidence.ts";
import { amountOf } from "../lib/money.ts";
import { openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  amount: string | undefined;
  carrier: string | undefined;
  evidence: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const note = await digestOfEvidence(args.evidence);
  const { book, order, currency, money } = await openOrder(context, args.order);
  const amountMinor = amountOf("amount", args.amount, currency, order.toShipMinor);
  const carrier =
    args.carrier === undefined ? undefined : findMember(await context.readState(), args.carrier);
  const delivery = order.deliveries.length + 1;
  return sendAs(
    await signerOf(context, args.as, "operator"),
    book.ship.populateTransaction(order.id, amountMinor, carrier?.id ?? 0, note),
    `Delivery ${delivery} of order ${order.id} left, worth ${money(amountMinor)}.`,
    { delivery, note, carrier: carrier?.alias, next: `order receive ${order.id} ${delivery}` },
  );
});
