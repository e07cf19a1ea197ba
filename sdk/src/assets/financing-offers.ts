import {
  decodeBytes32String,
  encodeBytes32String,
  type Signer,
  TypedDataEncoder,
  type TypedDataField,
  verifyTypedData,
} from "ethers";
import { formatInstant } from "../common/dates.ts";
import { fieldReaders, type Read } from "../common/document-fields.ts";
import { GuildhallError } from "../common/guildhall-error.ts";
import { type Alliance, NotInDirectory, providerOf, readDirectory } from "../consortium/connect.ts";
import { signingDomain, WrongSigner } from "../consortium/signatures.ts";
import { type Financing, Financing__factory, type IFinancing } from "../generated/contracts/index.ts";

/** EIP-712 types of what banks sign for the financing of claims. */
export const FINANCING_TYPES = {
  DiscountOffer: [
    { name: "bank", type: "address" },
    { name: "seller", type: "address" },
    { name: "room", type: "bytes32" },
    { name: "claimId", type: "uint256" },
    { name: "units", type: "uint96" },
    { name: "priceMinor", type: "uint96" },
    { name: "token", type: "address" },
    { name: "minUnpaidMinor", type: "uint96" },
    { name: "buyBackUntil", type: "uint40" },
    { name: "buyBackPriceMinor", type: "uint96" },
    { name: "nonce", type: "uint256" },
    { name: "expiresAt", type: "uint40" },
  ],
  LoanOffer: [
    { name: "bank", type: "address" },
    { name: "borrower", type: "address" },
    { name: "room", type: "bytes32" },
    { name: "claimId", type: "uint256" },
    { name: "units", type: "uint96" },
    { name: "principalMinor", type: "uint96" },
    { name: "token", type: "address" },
    { name: "minUnpaidMinor", type: "uint96" },
    { name: "valueMinor", type: "uint96" },
    { name: "advanceBps", type: "uint16" },
    { name: "feeMinor", type: "uint96" },
    { name: "rateBps", type: "uint16" },
    { name: "overdueRateBps", type: "uint16" },
    { name: "dueAt", type: "uint40" },
    { name: "graceSeconds", type: "uint32" },
    { name: "nonce", type: "uint256" },
    { name: "expiresAt", type: "uint40" },
  ],
} as const satisfies Record<string, TypedDataField[]>;

/** What every offer says; see `IFinancing`. Amounts in minor units, times in seconds since 1970, UTC. */
interface OfferTerms {
  /** Account of the bank. */
  readonly bank: string;
  /** Name in the directory of the contract that keeps the claim, such as `receivables`. */
  readonly room: string;
  readonly claimId: bigint;
  readonly units: bigint;
  readonly token: string;
  /** What the debtor must still owe on the units; 0 in a room that knows no money. */
  readonly minUnpaidMinor: bigint;
  readonly nonce: bigint;
  /** Good earlier than this. */
  readonly expiresAt: number;
}

/** A bank's offer to buy units of a claim. */
export interface ClaimDiscountOffer extends OfferTerms {
  readonly seller: string;
  readonly priceMinor: bigint;
  /** Until when the seller may buy the units back; 0 for never. */
  readonly buyBackUntil: number;
  readonly buyBackPriceMinor: bigint;
}

/** A bank's offer to lend against units of a claim. */
export interface ClaimLoanOffer extends OfferTerms {
  readonly borrower: string;
  readonly principalMinor: bigint;
  /** What the units are taken to be worth; 0 for what is unpaid on them. */
  readonly valueMinor: bigint;
  readonly advanceBps: number;
  readonly feeMinor: bigint;
  /** Of a year of 360 days. */
  readonly rateBps: number;
  /** The same from `dueAt` on. */
  readonly overdueRateBps: number;
  readonly dueAt: number;
  readonly graceSeconds: number;
}

/** An offer of either kind. */
export type FinancingOffer =
  | { readonly kind: "discount"; readonly terms: ClaimDiscountOffer }
  | { readonly kind: "loan"; readonly terms: ClaimLoanOffer };

/** An offer as it goes from the bank to the holder: for one contract on one chain, signed. */
export type FinancingDocument = FinancingOffer & {
  readonly chainId: bigint;
  readonly financing: string;
  readonly signature: string;
};

/** A file or message that is no offer. */
export class BadFinancingOffer extends GuildhallError {
  override readonly name = "BadFinancingOffer";
  constructor(field: string, fault: string) {
    super(`The offer's field ${field} ${fault}.`, "Ask the bank for it again, and hand it on unchanged.", {
      field,
    });
  }
}

/** An offer made for another chain or contract. */
export class FinancingOfferElsewhere extends GuildhallError {
  override readonly name = "FinancingOfferElsewhere";
  constructor(what: "chain" | "contract", found: string, expected: string) {
    super(`The offer is for ${what} ${found}, not for ${expected}.`, "Use the network it was made on.", {
      what,
      found,
      expected,
    });
  }
}

/** A signature under an offer that its bank did not make. */
export class FinancingOfferNotSigned extends GuildhallError {
  override readonly name = "FinancingOfferNotSigned";
  constructor(bank: string) {
    super(
      `The signature is not that of ${bank} for this very offer.`,
      "Ask the bank to sign it; a changed offer needs a new signature.",
      { bank },
    );
  }
}

/**
 * The contract that finances claims, as the directory names it.
 *
 * @throws NotInDirectory when it was not deployed and voted in yet.
 */
export async function connectFinancing({ directory }: Alliance): Promise<Financing> {
  const address = (await readDirectory(directory)).get("financing");
  if (address === undefined) throw new NotInDirectory("financing");
  return Financing__factory.connect(address, directory.runner);
}

/**
 * Signs an offer with the account of the bank that it names.
 *
 * @throws WrongSigner
 */
export async function signFinancingOffer(
  bank: Signer,
  financing: Financing,
  offer: FinancingOffer,
): Promise<FinancingDocument> {
  const address = await bank.getAddress();
  if (address !== offer.terms.bank) throw new WrongSigner(address, offer.terms.bank);
  const domain = await domainOf(financing);
  const signature = await bank.signTypedData(domain, typesOf(offer), messageOf(offer));
  return {
    ...offer,
    chainId: BigInt(domain.chainId ?? 0),
    financing: await financing.getAddress(),
    signature,
  };
}

/**
 * Checks that an offer is for this contract and chain and signed by its bank. The signature of a contract (EIP-1271) is left
 * to the chain.
 *
 * @returns Id of the discount or loan that it makes.
 * @throws FinancingOfferElsewhere, FinancingOfferNotSigned.
 */
export async function checkFinancingOffer(
  financing: Financing,
  document: FinancingDocument,
): Promise<string> {
  const domain = await domainOf(financing);
  const address = await financing.getAddress();
  if (document.chainId !== domain.chainId) {
    throw new FinancingOfferElsewhere("chain", String(document.chainId), String(domain.chainId));
  }
  if (document.financing !== address)
    throw new FinancingOfferElsewhere("contract", document.financing, address);
  const { bank } = document.terms;
  const isContract = (await providerOf(financing.runner).getCode(bank)) !== "0x";
  if (!isContract && recover() !== bank) throw new FinancingOfferNotSigned(bank);
  return TypedDataEncoder.hash(domain, typesOf(document), messageOf(document));

  function recover(): string | undefined {
    try {
      return verifyTypedData(domain, typesOf(document), messageOf(document), document.signature);
    } catch {
      return undefined;
    }
  }
}

/** The first number that the bank's account has not used; one in an offer not accepted yet is free for another. */
export async function freeOfferNonce(financing: Financing, bank: string): Promise<bigint> {
  for (let nonce = 0n; ; nonce++) {
    if (!(await financing.isNonceUsed(bank, nonce))) return nonce;
  }
}

/** A discount offer as the contract takes it. */
export function discountTuple(terms: ClaimDiscountOffer): IFinancing.DiscountOfferStruct {
  return { ...terms, room: encodeBytes32String(terms.room) };
}

/** A loan offer as the contract takes it. */
export function loanTuple(terms: ClaimLoanOffer): IFinancing.LoanOfferStruct {
  return { ...terms, room: encodeBytes32String(terms.room) };
}

/** The offer of an event under the names and in the types of the SDK. */
export function discountTermsOf(written: IFinancing.DiscountOfferStructOutput): ClaimDiscountOffer {
  return {
    ...commonTermsOf(written),
    seller: written.seller,
    priceMinor: written.priceMinor,
    buyBackUntil: Number(written.buyBackUntil),
    buyBackPriceMinor: written.buyBackPriceMinor,
  };
}

/** The offer of an event under the names and in the types of the SDK. */
export function loanTermsOf(written: IFinancing.LoanOfferStructOutput): ClaimLoanOffer {
  return {
    ...commonTermsOf(written),
    borrower: written.borrower,
    principalMinor: written.principalMinor,
    valueMinor: written.valueMinor,
    advanceBps: Number(written.advanceBps),
    feeMinor: written.feeMinor,
    rateBps: Number(written.rateBps),
    overdueRateBps: Number(written.overdueRateBps),
    dueAt: Number(written.dueAt),
    graceSeconds: Number(written.graceSeconds),
  };
}

/** Writes an offer as JSON: numbers as texts, since readers round them; times in UTC. */
export function formatFinancingOffer({
  kind,
  chainId,
  financing,
  terms,
  signature,
}: FinancingDocument): string {
  const written = Object.entries(terms).map(([name, value]) => [
    name,
    TIMES.includes(name) && value !== 0 ? formatInstant(Number(value)) : String(value),
  ]);
  const document = {
    kind,
    chainId: String(chainId),
    financing,
    terms: Object.fromEntries(written),
    signature,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/**
 * Reads what `formatFinancingOffer` wrote, or what another program wrote to that form.
 *
 * @throws BadFinancingOffer naming the field that is missing, unknown or wrong.
 */
export function parseFinancingOffer(text: string): FinancingDocument {
  const document = read.fieldsOf("(all)", read.json(text), DOCUMENT_FIELDS);
  const kind = read.text("kind", document.kind);
  const readers = READERS[kind];
  if (readers === undefined) throw new BadFinancingOffer("kind", `is neither discount nor loan: "${kind}"`);
  return {
    kind,
    chainId: read.integer("chainId", document.chainId),
    financing: read.account("financing", document.financing),
    terms: read.recordOf("terms", document.terms, readers),
    signature: read.signature("signature", document.signature) ?? "0x",
  } as unknown as FinancingDocument;
}

const read = fieldReaders((field, fault) => new BadFinancingOffer(field, fault));
const minor = read.bits(96);
const small = (bits: number): Read<number> => {
  const readBits = read.bits(bits);
  return (field, value) => Number(readBits(field, value));
};
const timeOrNever: Read<number> = (field, value) => (value === "0" ? 0 : read.instant(field, value));

const DOCUMENT_FIELDS = ["kind", "chainId", "financing", "terms", "signature"];
const TIMES = ["expiresAt", "dueAt", "buyBackUntil"];
const COMMON: Readonly<Record<keyof OfferTerms, Read>> = {
  bank: read.account,
  room: read.text,
  claimId: read.bits(256),
  units: read.amount,
  token: read.account,
  minUnpaidMinor: minor,
  nonce: read.bits(256),
  expiresAt: read.instant,
};
const READERS: Readonly<Record<string, Readonly<Record<string, Read>>>> = {
  discount: {
    ...COMMON,
    seller: read.account,
    priceMinor: read.amount,
    buyBackUntil: timeOrNever,
    buyBackPriceMinor: minor,
  },
  loan: {
    ...COMMON,
    borrower: read.account,
    principalMinor: read.amount,
    valueMinor: minor,
    advanceBps: small(16),
    feeMinor: minor,
    rateBps: small(16),
    overdueRateBps: small(16),
    dueAt: read.instant,
    graceSeconds: small(32),
  },
};

function commonTermsOf(
  written: IFinancing.DiscountOfferStructOutput | IFinancing.LoanOfferStructOutput,
): OfferTerms {
  return {
    bank: written.bank,
    room: decodeBytes32String(written.room),
    claimId: written.claimId,
    units: written.units,
    token: written.token,
    minUnpaidMinor: written.minUnpaidMinor,
    nonce: written.nonce,
    expiresAt: Number(written.expiresAt),
  };
}

function typesOf({ kind }: FinancingOffer): Record<string, TypedDataField[]> {
  return kind === "discount"
    ? { DiscountOffer: [...FINANCING_TYPES.DiscountOffer] }
    : { LoanOffer: [...FINANCING_TYPES.LoanOffer] };
}

function messageOf(offer: FinancingOffer): Record<string, unknown> {
  return { ...offer.terms, room: encodeBytes32String(offer.terms.room) };
}

async function domainOf(financing: Financing) {
  const { chainId } = await providerOf(financing.runner).getNetwork();
  return signingDomain("Guildhall Financing", chainId, await financing.getAddress());
}
