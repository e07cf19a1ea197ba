import { connectExchange, readQuoteEvents } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { table } from "../../lib/output.ts";
import { amountWriter } from "../../lib/quotes.ts";

export default action(async (_args, context) => {
  const exchange = await connectExchange(context.alliance);
  const [events, write] = await Promise.all([readQuoteEvents(exchange), amountWriter(context)]);
  const rows = events.map((event) => [
    event.blockNumber,
    event.kind,
    event.maker,
    event.legs === undefined ? "" : write(event.legs.makerToken, event.legs.makerAmountMinor),
    event.taker,
    event.legs === undefined ? "" : write(event.legs.takerToken, event.legs.takerAmountMinor),
    event.nonce,
  ]);
  const head = ["block", "what", "maker", "gave", "taker", "gave", "nonce"];
  return { data: events, text: table(head, rows) };
});
