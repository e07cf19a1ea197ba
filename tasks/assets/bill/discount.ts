import { send } from "@guildhall/sdk";
import { formatLot } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { report } from "../../lib/sending.ts";
import { lotToActOn } from "../lib/bills.ts";
import { parseOffer } from "../lib/discount-offers.ts";
import { eventOf } from "../lib/events.ts";

interface Arguments {
  offer: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { offer, signature } = parseOffer(args.offer);
  const { bills, money, signer } = await lotToActOn(context, formatLot(offer.lotId), args.as);
  const sent = await send(signer, await bills.discount.populateTransaction(offer, signature));
  return report(`${money.format(offer.amountMinor)} sold for ${money.format(offer.priceMinor)}.`, sent, {
    lot: formatLot(eventOf(sent, bills, "LotDiscounted").lotId),
  });
});
