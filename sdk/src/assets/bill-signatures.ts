import type { Signer, TypedDataField } from "ethers";
import { providerOf } from "../consortium/connect.ts";
import { signingDomain, WrongSigner } from "../consortium/signatures.ts";
import type { Bills, IBills } from "../generated/contracts/index.ts";

/** EIP-712 types of what is signed for bills. */
export const BILL_TYPES = {
  Acceptance: [
    { name: "billId", type: "uint256" },
    { name: "drawer", type: "uint32" },
    { name: "amountMinor", type: "uint96" },
    { name: "token", type: "address" },
    { name: "maturesAt", type: "uint40" },
    { name: "presentUntil", type: "uint40" },
    { name: "domicile", type: "address" },
    { name: "validUntil", type: "uint40" },
  ],
  DiscountOffer: [
    { name: "lotId", type: "uint256" },
    { name: "seller", type: "uint32" },
    { name: "amountMinor", type: "uint96" },
    { name: "priceMinor", type: "uint96" },
    { name: "withRecourse", type: "bool" },
    { name: "buyer", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "validUntil", type: "uint40" },
  ],
} as const satisfies Record<string, TypedDataField[]>;

/** What a bank offers for a lot; see `IBills.DiscountOffer`. */
export interface DiscountOffer {
  readonly lotId: bigint;
  /** Number of the organisation that holds the lot. */
  readonly seller: number;
  readonly amountMinor: bigint;
  readonly priceMinor: bigint;
  readonly withRecourse: boolean;
  /** Account of the bank. */
  readonly buyer: string;
  readonly nonce: bigint;
  /** Seconds since 1970, UTC. */
  readonly validUntil: number;
}

/**
 * Signs the acceptance of a bill with an account of its drawee, from which creditors may then collect. Anyone may deliver it
 * with `acceptBySignature`, up to `validUntil` (seconds since 1970, UTC).
 */
export async function signBillAcceptance(
  signer: Signer,
  bills: Bills,
  billId: bigint | number,
  validUntil: number,
): Promise<string> {
  const { drawer, faceMinor, token, maturesAt, presentUntil }: IBills.BillStructOutput =
    await bills.billOf(billId);
  const message = {
    billId,
    drawer,
    amountMinor: faceMinor,
    token,
    maturesAt,
    presentUntil,
    domicile: await signer.getAddress(),
    validUntil,
  };
  return signer.signTypedData(await domainOf(bills), { Acceptance: [...BILL_TYPES.Acceptance] }, message);
}

/**
 * Signs an offer to buy a lot, with the account of the bank that it names. The holder takes it with `discount`.
 *
 * @throws WrongSigner when the signer is another account than the buyer.
 */
export async function signDiscountOffer(signer: Signer, bills: Bills, offer: DiscountOffer): Promise<string> {
  const address = await signer.getAddress();
  if (address !== offer.buyer) throw new WrongSigner(address, offer.buyer);
  const types = { DiscountOffer: [...BILL_TYPES.DiscountOffer] };
  return signer.signTypedData(await domainOf(bills), types, offer);
}

async function domainOf(bills: Bills) {
  const { chainId } = await providerOf(bills.runner).getNetwork();
  return signingDomain("Guildhall Bills", chainId, await bills.getAddress());
}
