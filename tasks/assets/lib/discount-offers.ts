import type { DiscountOffer } from "@guildhall/sdk/assets";
import { getAddress, isAddress, isHexString } from "ethers";
import { TaskError } from "../../lib/failure.ts";

/** An offer and the bank's signature. */
export interface SignedOffer {
  readonly offer: DiscountOffer;
  readonly signature: string;
}

/** An offer as it is handed from the bank to the holder. */
export function formatOffer({ offer, signature }: SignedOffer): string {
  const { lotId, seller, amountMinor, priceMinor, withRecourse, buyer, nonce, validUntil } = offer;
  return [lotId, seller, amountMinor, priceMinor, withRecourse, buyer, nonce, validUntil, signature].join(
    ":",
  );
}

/** Reads what `formatOffer` wrote. */
export function parseOffer(text: string): SignedOffer {
  const fields = text.split(":");
  const [lotId, seller, amountMinor, priceMinor, recourse, buyer, nonce, validUntil, signature] = fields;
  const numbers = [lotId, seller, amountMinor, priceMinor, nonce, validUntil];
  const isOffer =
    fields.length === 9 &&
    numbers.every((number) => /^\d+$/.test(number ?? "")) &&
    (recourse === "true" || recourse === "false") &&
    isAddress(buyer) &&
    isHexString(signature);
  if (!isOffer) {
    throw new TaskError(`"${text}" is not an offer.`, "Give it as `bill discount-offer` printed it.");
  }
  return {
    offer: {
      lotId: BigInt(lotId as string),
      seller: Number(seller),
      amountMinor: BigInt(amountMinor as string),
      priceMinor: BigInt(priceMinor as string),
      withRecourse: recourse === "true",
      buyer: getAddress(buyer as string),
      nonce: BigInt(nonce as string),
      validUntil: Number(validUntil),
    },
    signature: signature as string,
  };
}
