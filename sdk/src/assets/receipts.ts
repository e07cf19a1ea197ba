import { decodeBytes32String, toBeHex, ZeroHash } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { GuildhallError } from "../common/guildhall-error.ts";
import { queryChain } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import type { IWarehouseReceipts, WarehouseReceipts } from "../generated/contracts/WarehouseReceipts.ts";
import { type ClaimEvent, readClaimEvents } from "./claim-events.ts";
import {
  type ClaimHolder,
  type ClaimParty,
  type ClaimPledge,
  concernOf,
  readHolders,
  readPledges,
} from "./claim-holders.ts";

/** How a receipt stands, in the order of the contract; `IWarehouseReceipts.Status` says what each means. */
export const RECEIPT_STATUSES = ["none", "stored", "expired", "lost", "delivered"] as const;
export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number];

/** What the warehouse certifies, see `IWarehouseReceipts.Terms`. */
export interface ReceiptTerms {
  readonly classId: number;
  readonly depositor: number;
  readonly inspector: number;
  /** The depositor's account that gets the units. */
  readonly holder: string;
  /** In minor units of measure. */
  readonly quantity: bigint;
  /** A minor unit is 10^-exponent of `unit`. */
  readonly exponent: number;
  readonly storageUntil: number;
  readonly tierLimit: number;
  readonly toleranceBps: number;
  /** In normal form, see `normaliseNumber`. */
  readonly lot: string;
  readonly commodity: string;
  readonly unit: string;
  readonly site: string;
  readonly charges: string;
  readonly evidenceDigest: string;
}

/** A warehouse receipt in short. Quantities are in minor units of measure. */
export interface ReceiptRecord {
  readonly id: bigint;
  readonly status: ReceiptStatus;
  /** Number of the organisation that keeps the goods. */
  readonly warehouse: number;
  /** Number of the organisation that inspects them now. */
  readonly inspector: number;
  readonly terms: ReceiptTerms;
  /** Under which the claim registry keeps the lot. */
  readonly documentKey: string;
  readonly units: bigint;
  /** What the units stand for. */
  readonly quantity: bigint;
  readonly delivered: bigint;
  /** What was lost and not found again. */
  readonly lost: bigint;
  readonly toleranceLeft: bigint;
  readonly storageUntil: number;
  readonly deliverySeconds: number;
  /** As the inspector wrote it; nothing before it graded. */
  readonly grade: string | undefined;
}

/** What an account holds of a receipt. */
export interface ReceiptHolder extends ClaimHolder {
  /** What its units stand for. */
  readonly quantity: bigint;
}

/** Units that wait for delivery. */
export interface WaitingSurrender {
  readonly surrenderId: string;
  readonly holder: string;
  readonly units: bigint;
  /** What would be handed out now. */
  readonly quantity: bigint;
  /** The account that signs for the goods. */
  readonly taker: string;
  readonly deliverBy: number;
  /** Whether the warehouse is in default. */
  readonly inDefault: boolean;
}

/** A recount that awaits the other side's word. */
export interface PendingRecount {
  /** Number of the organisation that proposed it. */
  readonly by: number;
  readonly quantity: bigint;
  readonly lapsesAt: number;
}

/** A receipt with all that any holder may see. */
export interface ReceiptDetails extends ReceiptRecord {
  readonly issuedAt: number;
  readonly recount: PendingRecount | undefined;
  readonly holders: readonly ReceiptHolder[];
  readonly pledges: readonly ClaimPledge[];
  readonly surrenders: readonly WaitingSurrender[];
  /** Everything that happened, oldest first. */
  readonly events: readonly ClaimEvent[];
}

/** There is no such receipt. */
export class ReceiptNotFound extends GuildhallError {
  override readonly name = "ReceiptNotFound";
  constructor(id: bigint) {
    super(
      `No warehouse receipt ${toBeHex(id, 32)} was issued here.`,
      "Check the id and the network; `receipt list` shows the receipts.",
      { id },
    );
  }
}

/**
 * One receipt, with its holders, pledges, surrenders and history.
 *
 * @throws ReceiptNotFound
 */
export async function readReceipt(receipts: WarehouseReceipts, id: bigint): Promise<ReceiptDetails> {
  const events = await readClaimEvents(receipts, id);
  const issued = events.find(({ name }) => name === "ReceiptIssued");
  if (issued === undefined) throw new ReceiptNotFound(id);
  const [record, holders, pledges, surrenders, pending] = await Promise.all([
    recordOf(receipts, id, issued.args as unknown as IssuedArguments),
    holdersOf(receipts, id, events),
    readPledges(receipts, id, events),
    surrendersOf(receipts, id, events),
    receipts.recountOf(id),
  ]);
  const { by, quantity, lapsesAt } = pending;
  const recount = by === 0n ? undefined : { by: Number(by), quantity, lapsesAt: Number(lapsesAt) };
  return { ...record, issuedAt: issued.at, recount, holders, pledges, surrenders, events };
}

/**
 * The receipts that a member issued, was issued, holds or has in pledge, oldest first; all unless one is given.
 */
export async function readReceipts(
  receipts: WarehouseReceipts,
  member?: ClaimParty,
): Promise<ReceiptRecord[]> {
  const [issued, concerns] = await Promise.all([
    queryChain(providerOf(receipts.runner), ({ from, to }) =>
      receipts.queryFilter(receipts.filters.ReceiptIssued(), from, to),
    ),
    concernOf(receipts, member),
  ]);
  const found = issued.filter(({ args: { id, warehouse, depositor } }) =>
    concerns(id, [warehouse, depositor]),
  );
  return mapConcurrently(found, ({ args }) =>
    recordOf(receipts, args.id, args as unknown as IssuedArguments),
  );
}

interface IssuedArguments {
  documentKey: string;
  terms: IWarehouseReceipts.TermsStructOutput;
}

async function recordOf(
  receipts: WarehouseReceipts,
  id: bigint,
  { documentKey, terms }: IssuedArguments,
): Promise<ReceiptRecord> {
  const now = await receipts.receiptOf(id);
  return {
    id,
    status: RECEIPT_STATUSES[Number(now.status)] ?? "none",
    warehouse: Number(now.warehouse),
    inspector: Number(now.inspector),
    terms: termsOf(terms),
    documentKey,
    units: now.units,
    quantity: now.quantity,
    delivered: now.delivered,
    lost: now.issued - now.delivered - now.quantity,
    toleranceLeft: now.toleranceLeft,
    storageUntil: Number(now.storageUntil),
    deliverySeconds: Number(now.deliverySeconds),
    grade: gradeName(now.grade),
  };
}

async function holdersOf(
  receipts: WarehouseReceipts,
  id: bigint,
  events: readonly ClaimEvent[],
): Promise<ReceiptHolder[]> {
  return mapConcurrently(await readHolders(receipts, id, events), async (holder) => ({
    ...holder,
    quantity: await receipts.quantityOf(id, holder.account),
  }));
}

async function surrendersOf(
  receipts: WarehouseReceipts,
  id: bigint,
  events: readonly ClaimEvent[],
): Promise<WaitingSurrender[]> {
  const latest = await providerOf(receipts.runner).getBlock("latest");
  const { units: all, quantity } = await receipts.receiptOf(id);
  const given = events.filter(({ name }) => name === "Surrendered");
  const waiting = await mapConcurrently(given, async ({ args }): Promise<WaitingSurrender> => {
    const { holder, units, taker, deliverBy } = await receipts.surrenderOf(id, args.surrenderId);
    return {
      surrenderId: args.surrenderId,
      holder,
      units,
      quantity: units === 0n ? 0n : (units * quantity) / all,
      taker,
      deliverBy: Number(deliverBy),
      inDefault: (latest?.timestamp ?? 0) >= Number(deliverBy),
    };
  });
  return waiting.filter(({ units }) => units > 0n);
}

/** A grade as the inspector wrote it: words of up to 31 letters, or a digest; nothing for none. */
export function gradeName(word: string): string | undefined {
  if (word === ZeroHash) return undefined;
  try {
    return decodeBytes32String(word);
  } catch {
    return word;
  }
}

/** The event's values under the names and in the types of the SDK. */
function termsOf(written: IWarehouseReceipts.TermsStructOutput): ReceiptTerms {
  return {
    classId: Number(written.classId),
    depositor: Number(written.depositor),
    inspector: Number(written.inspector),
    holder: written.holder,
    quantity: written.quantity,
    exponent: Number(written.exponent),
    storageUntil: Number(written.storageUntil),
    tierLimit: Number(written.tierLimit),
    toleranceBps: Number(written.toleranceBps),
    lot: written.lot,
    commodity: written.commodity,
    unit: written.unit,
    site: written.site,
    charges: written.charges,
    evidenceDigest: written.evidenceDigest,
  };
}
