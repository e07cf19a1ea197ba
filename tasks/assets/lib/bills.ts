import type { Bills } from "@guildhall/sdk";
import {
  type BillRecord,
  billStatus,
  connectBills,
  type LotRecord,
  lotNumberOf,
  lotStatus,
  parseLot,
  readBill,
  readLot,
} from "@guildhall/sdk/assets";
import type { AllianceState } from "@guildhall/sdk/consortium";
import type { Signer } from "ethers";
import type { Context } from "../../lib/context.ts";
import type { Money } from "../../lib/money.ts";
import { time } from "../../lib/output.ts";
import { signerOf } from "../../lib/signers.ts";
import { moneyAt } from "./money.ts";
import { aliasIn } from "./parties.ts";

/** A lot with its bill, as a task works on it. */
export interface LotAtHand {
  readonly bills: Bills;
  readonly address: string;
  readonly bill: BillRecord;
  readonly lot: LotRecord;
  readonly money: Money;
}

/** A lot by its name, such as 3/1. */
export async function lotAtHand({ alliance }: Context, text: string): Promise<LotAtHand> {
  const id = parseLot(text);
  const bills = await connectBills(alliance);
  const lot = await readLot(bills, id);
  const bill = await readBill(bills, lotNumberOf(id).bill);
  return { bills, address: await bills.getAddress(), bill, lot, money: await moneyAt(alliance, bill.token) };
}

/** As `lotAtHand`, with the account that signs. */
export async function lotToActOn(
  context: Context,
  text: string,
  as: string | undefined,
): Promise<LotAtHand & { readonly signer: Signer }> {
  const [atHand, signer] = await Promise.all([lotAtHand(context, text), signerOf(context, as, "operator")]);
  return { ...atHand, signer };
}

/** A bill as tasks print it. */
export function billView(state: AllianceState, bill: BillRecord, money: Money, now: number) {
  const alias = aliasIn(state);
  return {
    bill: bill.id,
    status: billStatus(bill, now),
    drawer: alias(bill.drawer),
    drawee: alias(bill.drawee),
    amount: money.format(bill.faceMinor),
    outstanding: money.format(bill.outstandingMinor),
    maturesAt: time(bill.maturesAt),
    presentUntil: time(bill.presentUntil),
    lots: bill.lotCount,
  };
}

/** A lot as tasks print it. */
export function lotView(state: AllianceState, lot: LotRecord, bill: BillRecord, money: Money, now: number) {
  const alias = aliasIn(state);
  return {
    lot: lot.name,
    status: lotStatus(lot, bill, now),
    holder: alias(lot.holder),
    account: lot.account,
    outstanding: money.format(lot.amountMinor),
    from: lot.parent ?? "",
    endorsers: lot.endorsements.map(
      ({ endorser, withRecourse }) => `${alias(endorser)}${withRecourse ? "" : " (without recourse)"}`,
    ),
    pledgedTo: alias(lot.pledge?.pledgee),
    pledgedUntil: time(lot.pledge?.expiresAt ?? 0),
    called: alias(lot.call?.called),
    calledUntil: time(lot.call?.dueAt ?? 0),
  };
}

/** Seconds since 1970 at the head of the chain. */
export async function now({ provider }: Context): Promise<number> {
  return (await provider.getBlock("latest"))?.timestamp ?? 0;
}
