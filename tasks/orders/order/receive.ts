import { action } from "../../lib/action.ts";
import { parseTime } from "../../lib/arguments.ts";
import { time } from "../../lib/output.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestOfEvidence } from "../lib/evidence.ts";
import { amountOf } from "../lib/money.ts";
import { deliveryOf, openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  delivery: string;
  amount: string | undefined;
  at: string | undefined;
  evidence: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const receipt = await digestOfEvidence(args.evidence);
  const opened = await openOrder(context, args.order);
  const { book, order, currency, money } = opened;
  const { number, openMinor } = deliveryOf(opened, args.delivery);
  const receivedMinor = amountOf("amount", args.amount, currency, openMinor);
  const head = await context.provider.getBlock("latest");
  const deliveredAt = args.at === undefined ? (head?.timestamp ?? 0) : parseTime("at", args.at);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    book.receiveGoods.populateTransaction(order.id, number, receivedMinor, deliveredAt, receipt),
    `Of delivery ${number} of order ${order.id}, goods worth ${money(receivedMinor)} arrived.`,
    { deliveredAt: time(deliveredAt), receipt, next: `order inspect ${order.id} ${number}` },
  );
});
