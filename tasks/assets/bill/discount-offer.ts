import type { Bills } from "@guildhall/sdk";
import { signDiscountOffer } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { parseCount, required } from "../../lib/arguments.ts";
import { record, time } from "../../lib/output.ts";
import { lotToActOn, now } from "../lib/bills.ts";
import { formatOffer } from "../lib/discount-offers.ts";
import { allowMore, minorIn } from "../lib/money.ts";
import { offerEnd, requireBank } from "../lib/offers.ts";

interface Arguments {
  lot: string;
  price: string | undefined;
  amount: string | undefined;
  withoutRecourse: boolean;
  until: string | undefined;
  nonce: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { bills, address, lot, money, signer } = await lotToActOn(context, args.lot, args.as);
  await requireBank(context, signer);
  const buyer = await signer.getAddress();
  const priceMinor = minorIn(money, required("price", args.price));
  const offer = {
    lotId: lot.id,
    seller: lot.holder,
    amountMinor: args.amount === undefined ? lot.amountMinor : minorIn(money, args.amount),
    priceMinor,
    withRecourse: !args.withoutRecourse,
    buyer,
    nonce:
      args.nonce === undefined ? await freshNonce(bills, buyer) : BigInt(parseCount("nonce", args.nonce)),
    validUntil: offerEnd(args.until, await now(context)),
  };
  const signature = await signDiscountOffer(signer, bills, offer);
  await allowMore(signer, money, address, priceMinor);
  const data = {
    lot: lot.name,
    amount: money.format(offer.amountMinor),
    price: money.format(priceMinor),
    nonce: offer.nonce,
    until: time(offer.validUntil),
    offer: formatOffer({ offer, signature }),
  };
  return { data, text: record(data) };
});

/** The first number that the account has not used; one that stands in an offer not taken yet is free again for another. */
async function freshNonce(bills: Bills, buyer: string): Promise<bigint> {
  for (let nonce = 0n; ; nonce++) {
    if (!(await bills.isNonceUsed(buyer, nonce))) return nonce;
  }
}
