import { concat, hexlify, randomBytes, type Signer, type TypedDataField } from "ethers";
import { GuildhallError } from "../common/guildhall-error.ts";
import { type Alliance, NotInDirectory, providerOf, readDirectory } from "../consortium/connect.ts";
import { DEFAULT_VALIDITY, type Signature, signingDomain } from "../consortium/signatures.ts";
import { type NettingCycle, NettingCycle__factory } from "../generated/contracts/index.ts";

/** Which obligation of a debtor comes first. */
export const PRIORITIES = { normal: 0, high: 1, urgent: 2 } as const;
export type PriorityName = keyof typeof PRIORITIES;

/** What a debtor allows or asks for; see `Obligation.sol`. */
export const OBLIGATION_FLAGS = { divisible: 1, mayWait: 2, linked: 4, counter: 8 } as const;

/** Obligations that one batch, and one lot of what is carried over, may hold. */
export const LARGEST_LOT = 256;

/** Numbers of organisations that can take part in netting. */
export const LARGEST_ORGANISATION = 255;

/** What one organisation owes another, as it is submitted. */
export interface ObligationTerms {
  readonly creditor: number;
  /** Index in the list of the netting contract. */
  readonly currency: number;
  readonly amountMinor: bigint;
  readonly priority: PriorityName;
  /** May be paid in part. */
  readonly isDivisible: boolean;
  /** May be passed over by later ones. */
  readonly mayWait: boolean;
  /** `first`: the next obligation of the batch is the other leg; `counter`: it is that leg. */
  readonly leg: "first" | "counter" | undefined;
}

/** An obligation as it stands in the queue. */
export interface Obligation extends ObligationTerms {
  readonly id: number;
  readonly debtor: number;
}

/** An obligation that fits in no word of the contract. */
export class ObligationUnfit extends GuildhallError {
  override readonly name = "ObligationUnfit";
  constructor(field: string, value: unknown, allowed: string) {
    super(`The ${field} of an obligation is ${value}.`, `Give ${allowed}.`, { field, value });
  }
}

const EIP712_NAME = "Guildhall NettingCycle";

const BATCH_TYPE: Record<string, TypedDataField[]> = {
  ObligationBatch: [
    { name: "batchReference", type: "bytes32" },
    { name: "obligations", type: "uint256[]" },
    { name: "uetrs", type: "bytes" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

const NAMES = Object.fromEntries(
  Object.entries(PRIORITIES).map(([name, number]) => [number, name]),
) as Record<number, PriorityName>;

/**
 * The netting contract that the directory names.
 *
 * @throws NotInDirectory when it was not deployed and voted in yet.
 * @example const netting = await connectNetting(await connectAlliance(provider));
 */
export async function connectNetting({ directory }: Alliance): Promise<NettingCycle> {
  const address = (await readDirectory(directory)).get("nettingCycle");
  if (address === undefined) throw new NotInDirectory("nettingCycle");
  return NettingCycle__factory.connect(address, directory.runner);
}

/**
 * The word that `submit` takes for an obligation.
 *
 * @throws ObligationUnfit when a field does not fit.
 */
export function encodeObligation(terms: ObligationTerms): bigint {
  const { creditor, currency, amountMinor, priority, leg } = terms;
  requireFit("creditor", creditor, creditor >= 1 && creditor <= LARGEST_ORGANISATION, "a number up to 255");
  requireFit("currency", currency, currency >= 0 && currency < 16, "an index from 0 to 15");
  requireFit("amount", amountMinor, amountMinor > 0n && amountMinor < 2n ** 96n, "1 to 2^96 - 1 minor units");
  const flags =
    (terms.isDivisible ? OBLIGATION_FLAGS.divisible : 0) |
    (terms.mayWait ? OBLIGATION_FLAGS.mayWait : 0) |
    (leg === "first" ? OBLIGATION_FLAGS.linked : 0) |
    (leg === "counter" ? OBLIGATION_FLAGS.counter : 0);
  return (
    amountMinor |
    (BigInt(creditor) << 96n) |
    (BigInt(currency) << 128n) |
    (BigInt(PRIORITIES[priority]) << 136n) |
    (BigInt(flags) << 144n)
  );
}

/** What a word of the queue says, with number and debtor if it has them. */
export function decodeObligation(word: bigint): Obligation {
  const field = (offset: number, bits: number) => Number(BigInt.asUintN(bits, word >> BigInt(offset)));
  const flags = field(144, 8);
  const isSet = (flag: keyof typeof OBLIGATION_FLAGS) => (flags & OBLIGATION_FLAGS[flag]) !== 0;
  return {
    id: field(152, 40),
    debtor: field(192, 32),
    creditor: field(96, 32),
    currency: field(128, 8),
    amountMinor: BigInt.asUintN(96, word),
    priority: NAMES[field(136, 8)] ?? "normal",
    isDivisible: isSet("divisible"),
    mayWait: isSet("mayWait"),
    leg: isSet("linked") ? "first" : isSet("counter") ? "counter" : undefined,
  };
}

/** The word as the contract carries it over, with number and debtor. */
export function stampObligation(word: bigint, id: number, debtor: number): bigint {
  return word | (BigInt(id) << 152n) | (BigInt(debtor) << 192n);
}

/** UETRs as `submit` takes them: each a UUID; nothing if there are none. */
export function encodeUetrs(uetrs: readonly string[]): string {
  return concat(uetrs.map((uetr) => `0x${uetr.replaceAll("-", "")}`));
}

/** The UETR at a place of what `ObligationsSubmitted` carries. */
export function uetrAt(uetrs: string, place: number): string | undefined {
  const digits = uetrs.slice(2 + place * 32, 34 + place * 32);
  if (digits.length < 32) return undefined;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A batch that `submitSigned` takes. */
export interface ObligationBatch {
  /** 32 bytes of the debtor's choosing. */
  readonly batchReference: string;
  readonly obligations: readonly bigint[];
  /** See `encodeUetrs`; `0x` for none. */
  readonly uetrs: string;
}

/**
 * Signs a batch that anyone may hand in for the signer's organisation.
 *
 * @param deadline Seconds since 1970; a day after the latest block if left out.
 */
export async function signObligationBatch(
  signer: Signer,
  netting: NettingCycle,
  batch: ObligationBatch,
  deadline?: bigint,
): Promise<Signature> {
  const provider = providerOf(netting.runner);
  const [{ chainId }, address, nonce, block] = await Promise.all([
    provider.getNetwork(),
    netting.getAddress(),
    netting.nonces(await signer.getAddress()),
    provider.getBlock("latest"),
  ]);
  const until = deadline ?? BigInt(block?.timestamp ?? 0) + DEFAULT_VALIDITY;
  const domain = signingDomain(EIP712_NAME, chainId, address);
  const message = { ...batch, nonce, deadline: until };
  return { signature: await signer.signTypedData(domain, BATCH_TYPE, message), deadline: until };
}

/** A reference for a batch that has none of its own. */
export function randomBatchReference(): string {
  return hexlify(randomBytes(32));
}

function requireFit(field: string, value: unknown, fits: boolean, allowed: string): void {
  if (!fits) throw new ObligationUnfit(field, value, allowed);
}
