import {
  getAddress,
  isAddress,
  isHexString,
  TypedDataEncoder,
  type TypedDataField,
  ZeroAddress,
  ZeroHash,
} from "ethers";
import { GuildhallError } from "../common/guildhall-error.ts";
import { signingDomain } from "../consortium/signatures.ts";

/** One of several beneficiaries; a capture is divided in proportion to `parts`. */
export interface Share {
  readonly beneficiary: string;
  readonly parts: bigint;
}

/** A part of a payment that can be captured once it is released. */
export interface Milestone {
  readonly amountMinor: bigint;
  /** Organisation whose report of the evidence releases it; 0 if only the payer's may. */
  readonly attester: number;
  /** Digest that the attester must report; zero if any will do. */
  readonly evidence: string;
}

/** All that was agreed on; `IPaymentEscrow.PaymentTerms` says what each field means. Times are **seconds since 1970, UTC**. */
export interface PaymentTerms {
  readonly payer: string;
  readonly payee: string;
  readonly agent: number;
  readonly token: string;
  readonly amountMinor: bigint;
  readonly authoriseBefore: number;
  readonly captureBefore: number;
  readonly refundBefore: number;
  readonly arbiter: number;
  readonly disputeSeconds: number;
  readonly disputeDefaultsToPayee: boolean;
  readonly feeReceiver: string;
  readonly minFeeBps: number;
  readonly maxFeeBps: number;
  readonly payoutToken: string;
  readonly minPayoutMinor: bigint;
  readonly orderId: string;
  readonly paymentReference: string;
  readonly shares: Share[];
  readonly milestones: Milestone[];
}

/** Terms in JSON: amounts and parts as decimal strings, since they may exceed what a JSON number holds exactly. */
export type TermsDocument = {
  readonly [Field in keyof PaymentTerms]: Written<PaymentTerms[Field]>;
};

type Written<Value> = Value extends bigint
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly { readonly [Field in keyof Item]: Written<Item[Field]> }[]
    : Value;

/** A field of terms in JSON that cannot be read. */
export class BadTerms extends GuildhallError {
  override readonly name = "BadTerms";
  constructor(field: string, given: unknown, expected: string) {
    const found = given === undefined ? "is missing" : `is ${JSON.stringify(given)}`;
    super(`${field} ${found}.`, `Give ${expected}.`, { field, given });
  }
}

/** EIP-712 types of what is signed for the escrow. */
export const ESCROW_TYPES = {
  PaymentTerms: [
    { name: "payer", type: "address" },
    { name: "payee", type: "address" },
    { name: "agent", type: "uint32" },
    { name: "token", type: "address" },
    { name: "amountMinor", type: "uint96" },
    { name: "authoriseBefore", type: "uint40" },
    { name: "captureBefore", type: "uint40" },
    { name: "refundBefore", type: "uint40" },
    { name: "arbiter", type: "uint32" },
    { name: "disputeSeconds", type: "uint32" },
    { name: "disputeDefaultsToPayee", type: "bool" },
    { name: "feeReceiver", type: "address" },
    { name: "minFeeBps", type: "uint16" },
    { name: "maxFeeBps", type: "uint16" },
    { name: "payoutToken", type: "address" },
    { name: "minPayoutMinor", type: "uint96" },
    { name: "orderId", type: "bytes32" },
    { name: "paymentReference", type: "bytes32" },
    { name: "shares", type: "Share[]" },
    { name: "milestones", type: "Milestone[]" },
  ],
  Share: [
    { name: "beneficiary", type: "address" },
    { name: "parts", type: "uint96" },
  ],
  Milestone: [
    { name: "amountMinor", type: "uint96" },
    { name: "attester", type: "uint32" },
    { name: "evidence", type: "bytes32" },
  ],
  Release: [
    { name: "paymentId", type: "bytes32" },
    { name: "milestone", type: "uint8" },
    { name: "amountMinor", type: "uint96" },
    { name: "deadline", type: "uint256" },
  ],
} as const satisfies Record<string, readonly TypedDataField[]>;

/** What terms say where nothing was agreed. */
export const NOTHING_AGREED: Omit<
  PaymentTerms,
  | "payer"
  | "payee"
  | "token"
  | "amountMinor"
  | "authoriseBefore"
  | "captureBefore"
  | "refundBefore"
  | "paymentReference"
> = {
  agent: 0,
  arbiter: 0,
  disputeSeconds: 0,
  disputeDefaultsToPayee: false,
  feeReceiver: ZeroAddress,
  minFeeBps: 0,
  maxFeeBps: 0,
  payoutToken: ZeroAddress,
  minPayoutMinor: 0n,
  orderId: ZeroHash,
  shares: [],
  milestones: [],
};

/** Name of the escrow in its EIP-712 domain. */
export const ESCROW_NAME = "Guildhall PaymentEscrow";

/**
 * The id of a payment: the digest that its payer signs.
 *
 * @param escrow Address of the escrow.
 */
export function paymentIdOf(chainId: bigint, escrow: string, terms: PaymentTerms): string {
  return TypedDataEncoder.hash(signingDomain(ESCROW_NAME, chainId, escrow), termsTypes(), terms);
}

/** The types that a signature over terms needs; ethers wants no others beside them. */
export function termsTypes(): Record<string, TypedDataField[]> {
  const { PaymentTerms, Share, Milestone } = ESCROW_TYPES;
  return { PaymentTerms: [...PaymentTerms], Share: [...Share], Milestone: [...Milestone] };
}

/** Terms as they are handed from one organisation to another, in JSON. */
export function writeTerms(terms: PaymentTerms): TermsDocument {
  const texts = (value: object): object =>
    Object.fromEntries(Object.entries(value).map(([field, entry]) => [field, textOf(entry)]));
  return texts({
    ...terms,
    shares: terms.shares.map(texts),
    milestones: terms.milestones.map(texts),
  }) as TermsDocument;
}

function textOf(value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/**
 * Reads terms from JSON, all fields present and nothing rounded.
 *
 * @throws BadTerms naming the field, such as `shares[1].parts`.
 * @example parseTerms(JSON.parse(text))
 */
export function parseTerms(document: unknown): PaymentTerms {
  const fields = readFields("", document, {
    payer: account,
    payee: account,
    agent: uint(32),
    token: account,
    amountMinor: big(96),
    authoriseBefore: uint(40),
    captureBefore: uint(40),
    refundBefore: uint(40),
    arbiter: uint(32),
    disputeSeconds: uint(32),
    disputeDefaultsToPayee: flag,
    feeReceiver: address,
    minFeeBps: uint(16),
    maxFeeBps: uint(16),
    payoutToken: address,
    minPayoutMinor: big(96),
    orderId: word,
    paymentReference: word,
    shares: listOf({ beneficiary: account, parts: big(96) }),
    milestones: listOf({ amountMinor: big(96), attester: uint(32), evidence: word }),
  });
  return fields;
}

type Reader<Value> = (field: string, given: unknown) => Value;
type Fields<Readers> = {
  [Field in keyof Readers]: Readers[Field] extends Reader<infer Value> ? Value : never;
};

function readFields<Readers extends Record<string, Reader<unknown>>>(
  place: string,
  document: unknown,
  readers: Readers,
): Fields<Readers> {
  const names = Object.keys(readers);
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new BadTerms(place === "" ? "The document" : place, document, `an object with ${names.join(", ")}`);
  }
  const at = (field: string) => (place === "" ? field : `${place}.${field}`);
  const given = document as Record<string, unknown>;
  const unknown = Object.keys(given).find((field) => !names.includes(field));
  if (unknown !== undefined) throw new BadTerms(at(unknown), given[unknown], `only ${names.join(", ")}`);
  const entries = Object.entries(readers).map(([field, read]) => [field, read(at(field), given[field])]);
  return Object.fromEntries(entries) as Fields<Readers>;
}

function listOf<Readers extends Record<string, Reader<unknown>>>(
  readers: Readers,
): Reader<Fields<Readers>[]> {
  return (field, given) => {
    if (!Array.isArray(given)) throw new BadTerms(field, given, "a list");
    return given.map((item, index) => readFields(`${field}[${index}]`, item, readers));
  };
}

const address: Reader<string> = (field, given) => {
  if (isAddress(given)) return getAddress(given);
  throw new BadTerms(
    field,
    given,
    "an address: 0x and 40 hex digits, with the right checksum if in mixed case",
  );
};

const account: Reader<string> = (field, given) => {
  const found = address(field, given);
  if (found === ZeroAddress) throw new BadTerms(field, given, "an address other than zero");
  return found;
};

const word: Reader<string> = (field, given) => {
  if (isHexString(given, 32)) return given.toLowerCase();
  throw new BadTerms(field, given, "32 bytes: 0x and 64 hex digits");
};

const flag: Reader<boolean> = (field, given) => {
  if (typeof given === "boolean") return given;
  throw new BadTerms(field, given, "true or false");
};

function uint(bits: number): Reader<number> {
  return (field, given) => {
    if (Number.isSafeInteger(given) && (given as number) >= 0 && (given as number) < 2 ** bits)
      return given as number;
    throw new BadTerms(field, given, `a whole number from 0 to 2^${bits} - 1`);
  };
}

function big(bits: number): Reader<bigint> {
  return (field, given) => {
    if (typeof given === "string" && /^\d{1,40}$/.test(given) && BigInt(given) < 2n ** BigInt(bits))
      return BigInt(given);
    throw new BadTerms(field, given, `a whole number from 0 to 2^${bits} - 1 as text, in quotes`);
  };
}
