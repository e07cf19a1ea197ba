import { mapConcurrently } from "../common/concurrency.ts";
import { queryChain } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import type { Bills } from "../generated/contracts/index.ts";
import { formatLot, lotIdOf } from "./bills.ts";
import { BILL_ANSWERS } from "./names.ts";

/** Where a bill is, as facts and the clock have it. */
export type BillStatus = "drawn" | "accepted" | "refused" | "due" | "dishonoured" | "paid";

/** Where a lot is; whether it is pledged is told beside it. */
export type LotStatus = "held" | "presented" | "dishonoured" | "protested" | "paid";

/** An endorsement: who passed the lot on, and whether it answers for payment. */
export interface EndorsementRecord {
  readonly endorser: number;
  readonly withRecourse: boolean;
}

/** A lot as the ledger has it. Amounts are minor units, times seconds since 1970, UTC. */
export interface LotRecord {
  readonly id: bigint;
  /** As people write it: `3/1`. */
  readonly name: string;
  /** Number of the organisation that holds it. */
  readonly holder: number;
  /** Where its money arrives. */
  readonly account: string;
  readonly amountMinor: bigint;
  /** The lot it was split from, as people write it; nothing for the first. */
  readonly parent: string | undefined;
  readonly presented: boolean;
  readonly protested: boolean;
  readonly pledge:
    | { readonly pledgee: number; readonly enforceableFrom: number; readonly expiresAt: number }
    | undefined;
  /** Who passed it on, oldest first; see `IBills.endorsementsOf`. */
  readonly endorsements: readonly EndorsementRecord[];
  /** Who was called upon to pay last, and until when; nothing if nobody is. */
  readonly call: { readonly called: number; readonly dueAt: number } | undefined;
}

/** A bill as the ledger has it. Amounts are minor units, times seconds since 1970, UTC. */
export interface BillRecord {
  readonly id: number;
  readonly drawer: number;
  readonly drawee: number;
  readonly token: string;
  readonly faceMinor: bigint;
  readonly outstandingMinor: bigint;
  readonly maturesAt: number;
  readonly presentUntil: number;
  readonly answer: (typeof BILL_ANSWERS)[number];
  /** The account that accepted; nothing if none did. */
  readonly domicile: string | undefined;
  readonly lotCount: number;
}

/** What the drawing of a bill said beyond what the ledger keeps at hand. */
export interface Drawing {
  /** Number of the organisation of the first holder. */
  readonly payee: number;
  readonly place: string;
  /** What the claim registry knows the document by. */
  readonly documentKey: string;
  readonly transactionHash: string;
}

/** The bills that a member drew, is to pay, holds in part or has in pledge, oldest first; all unless one is given. */
export async function readBills(bills: Bills, member?: number): Promise<BillRecord[]> {
  const count = Number(await bills.billCount());
  const all = await mapConcurrently(
    Array.from({ length: count }, (_, index) => index + 1),
    (number) => readBill(bills, number),
  );
  if (member === undefined) return all;
  const found = await mapConcurrently(all, async (bill) => {
    if (bill.drawer === member || bill.drawee === member) return [bill];
    const lots = await readLots(bills, bill);
    return lots.some(({ holder, pledge }) => holder === member || pledge?.pledgee === member) ? [bill] : [];
  });
  return found.flat();
}

/** One bill. @throws Bills_Unknown when there is none. */
export async function readBill(bills: Bills, id: number): Promise<BillRecord> {
  const bill = await bills.billOf(id);
  const answer = BILL_ANSWERS[Number(bill.answer)] ?? "none";
  return {
    id,
    drawer: Number(bill.drawer),
    drawee: Number(bill.drawee),
    token: bill.token,
    faceMinor: bill.faceMinor,
    outstandingMinor: bill.outstandingMinor,
    maturesAt: Number(bill.maturesAt),
    presentUntil: Number(bill.presentUntil),
    answer,
    domicile: answer === "accepted" ? bill.domicile : undefined,
    lotCount: Number(bill.lotCount),
  };
}

/** The lots of a bill, in order. */
export async function readLots(bills: Bills, { id, lotCount }: BillRecord): Promise<LotRecord[]> {
  return mapConcurrently(
    Array.from({ length: lotCount }, (_, index) => lotIdOf({ bill: id, lot: index + 1 })),
    (lotId) => readLot(bills, lotId),
  );
}

/** One lot. @throws Bills_Unknown when there is none. */
export async function readLot(bills: Bills, id: bigint): Promise<LotRecord> {
  const [lot, endorsements, pledge, recourse] = await Promise.all([
    bills.lotOf(id),
    bills.endorsementsOf(id),
    bills.pledgeOf(id),
    bills.recourseOf(id),
  ]);
  return {
    id,
    name: formatLot(id),
    holder: Number(lot.holder),
    account: lot.account,
    amountMinor: lot.amountMinor,
    parent: lot.parentId === 0n ? undefined : formatLot(lot.parentId),
    presented: lot.presented,
    protested: lot.protested,
    pledge: lot.pledged
      ? {
          pledgee: Number(pledge.pledgee),
          enforceableFrom: Number(pledge.enforceableFrom),
          expiresAt: Number(pledge.expiresAt),
        }
      : undefined,
    endorsements: endorsements.map(({ endorser, withRecourse }) => ({
      endorser: Number(endorser),
      withRecourse,
    })),
    call:
      recourse.called === 0n ? undefined : { called: Number(recourse.called), dueAt: Number(recourse.dueAt) },
  };
}

/** What the drawing of a bill said. */
export async function readDrawing(bills: Bills, id: number): Promise<Drawing | undefined> {
  const [event] = await queryChain(providerOf(bills.runner), ({ from, to }) =>
    bills.queryFilter(bills.filters.BillDrawn(id), from, to),
  );
  if (event === undefined) return undefined;
  const { payee, terms, documentKey } = event.args;
  return { payee: Number(payee), place: terms.place, documentKey, transactionHash: event.transactionHash };
}

/** Where a bill is at a time in seconds since 1970, UTC. */
export function billStatus(bill: BillRecord, now: number): BillStatus {
  if (bill.outstandingMinor === 0n) return "paid";
  if (bill.answer === "refused") return "refused";
  if (now > bill.presentUntil) return "dishonoured";
  if (now >= bill.maturesAt) return "due";
  return bill.answer === "accepted" ? "accepted" : "drawn";
}

/** Where a lot of a bill is at a time in seconds since 1970, UTC. */
export function lotStatus(lot: LotRecord, bill: BillRecord, now: number): LotStatus {
  if (lot.amountMinor === 0n) return "paid";
  if (lot.protested) return "protested";
  const status = billStatus(bill, now);
  if (status === "refused" || status === "dishonoured") return "dishonoured";
  return lot.presented ? "presented" : "held";
}
