import { connectBills, formatLot } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { lotAtHand } from "../lib/bills.ts";
import { parseOffer } from "../lib/discount-offers.ts";
import { inWords } from "../lib/money.ts";

interface Arguments {
  offer: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { offer, signature } = parseOffer(args.offer);
  const signer = await signerOf(context, args.as, "operator");
  const bills = await connectBills(context.alliance);
  const { money } = await lotAtHand(context, formatLot(offer.lotId));
  const bought = await bills
    .connect(signer)
    .discount.staticCall(offer, signature)
    .catch(() => offer.lotId);
  return sendAs(
    signer,
    bills.discount.populateTransaction(offer, signature),
    `${inWords(money, offer.amountMinor)} sold for ${inWords(money, offer.priceMinor)}.`,
    { lot: formatLot(bought) },
  );
});
