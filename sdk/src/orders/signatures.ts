import type { Signer, TypedDataField } from "ethers";
import { providerOf } from "../consortium/connect.ts";
import { DEFAULT_VALIDITY, signingDomain } from "../consortium/signatures.ts";
import type { IOrderBook, OrderBook } from "../generated/contracts/OrderBook.ts";

/** EIP-712 types of what is signed for the order book. */
export const ORDER_TYPES = {
  Order: [
    { name: "buyer", type: "uint32" },
    { name: "supplier", type: "uint32" },
    { name: "token", type: "address" },
    { name: "amountMinor", type: "uint64" },
    { name: "acceptBy", type: "uint40" },
    { name: "deliverBy", type: "uint40" },
    { name: "inspectionDays", type: "uint8" },
    { name: "paymentDays", type: "uint16" },
    { name: "penaltyBpsPerDay", type: "uint16" },
    { name: "penaltyCapBps", type: "uint16" },
    { name: "escrowed", type: "bool" },
    { name: "file", type: "bytes32" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
  Acceptance: [
    { name: "orderId", type: "uint256" },
    { name: "token", type: "address" },
    { name: "amountMinor", type: "uint64" },
    { name: "deliverBy", type: "uint40" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const satisfies Record<string, TypedDataField[]>;

/** What the parties agree on. */
export type OrderTerms = IOrderBook.TermsStruct;

/** A signed act, as `placeSigned` and `acceptSigned` take it. */
export type SignedAct = IOrderBook.SignedStruct;

/** Which sequence of numbers a signature takes its nonce from, and until when it is good. */
export interface SigningOptions {
  /** Signatures of different sequences may be delivered in any order; sequence 0 if left out. */
  readonly sequence?: bigint;
  /** Seconds since 1970; a day after the latest block if left out. */
  readonly deadline?: bigint;
}

/** Signs an order for the buyer; anyone may deliver it with `placeSigned`. */
export async function signOrder(
  signer: Signer,
  book: OrderBook,
  terms: OrderTerms,
  options: SigningOptions = {},
): Promise<SignedAct> {
  return sign(signer, book, "Order", { ...terms }, options);
}

/** Signs the acceptance of a placed order for the supplier; anyone may deliver it with `acceptSigned`. */
export async function signAcceptance(
  signer: Signer,
  book: OrderBook,
  orderId: bigint,
  options: SigningOptions = {},
): Promise<SignedAct> {
  const { token, orderedMinor, deliverBy } = await book.orderOf(orderId);
  return sign(signer, book, "Acceptance", { orderId, token, amountMinor: orderedMinor, deliverBy }, options);
}

async function sign(
  signer: Signer,
  book: OrderBook,
  type: keyof typeof ORDER_TYPES,
  fields: Record<string, unknown>,
  { sequence = 0n, deadline }: SigningOptions,
): Promise<SignedAct> {
  const provider = providerOf(book.runner);
  const address = await signer.getAddress();
  const [{ chainId }, nonce, block, verifier] = await Promise.all([
    provider.getNetwork(),
    book["nonces(address,uint192)"](address, sequence),
    provider.getBlock("latest"),
    book.getAddress(),
  ]);
  const until = deadline ?? BigInt(block?.timestamp ?? 0) + DEFAULT_VALIDITY;
  const domain = signingDomain("Guildhall OrderBook", chainId, verifier);
  const types = { [type]: [...ORDER_TYPES[type]] };
  const signature = await signer.signTypedData(domain, types, { ...fields, nonce, deadline: until });
  return { signer: address, nonce, deadline: until, signature };
}
