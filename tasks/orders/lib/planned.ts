import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type OrderBook, send } from "@guildhall/sdk";
import type { AllianceState } from "@guildhall/sdk/consortium";
import { connectMaterialsPlan, connectOrders, type OrderState, orderDigest } from "@guildhall/sdk/orders";
import { tokenAt } from "@guildhall/sdk/payments";
import type { Signer } from "ethers";
import type { PlannedTerms } from "../../../orders/demand-file.ts";
import { readOrderFile } from "../../../orders/order-file.ts";
import { orderText } from "../../../orders/order-text.ts";
import type { Draft } from "../../../orders/plan/drafts.ts";
import type { Context } from "../../lib/context.ts";
import { findMember } from "../../lib/members.ts";
import { placedOrderId, termsOf } from "./placing.ts";

/** What the orders of a plan are placed with. */
export interface Placing {
  readonly signer: Signer;
  /** Number of the buyer. */
  readonly buyer: number;
  readonly token: string;
  readonly terms: PlannedTerms;
  /** Where the files go. */
  readonly folder: string;
  readonly state: AllianceState;
  /** The buyer's orders so far. */
  readonly orders: readonly OrderState[];
}

/** What became of one draft. */
export interface PlacedDraft {
  readonly order: bigint;
  readonly supplier: string;
  readonly number: string;
  readonly file: string;
  readonly result: "placed" | "placed before";
}

const ENDED: readonly string[] = ["lapsed", "rejected", "cancelled"];

/**
 * Places the orders of a plan and calls off the promises they stand on. Each order's file is written first, then placed as it was
 * read back. Run again after an interruption, an order that was placed is passed over and called off; one that was called off is
 * in no plan any more.
 */
export async function placeDrafts(
  context: Context,
  drafts: readonly Draft[],
  placing: Placing,
): Promise<PlacedDraft[]> {
  const book = await connectOrders(context.alliance);
  const plan = await connectMaterialsPlan(context.alliance);
  const token = tokenAt(context.alliance, placing.token);
  const bank = findMember(placing.state, String(drafts.length === 0 ? placing.buyer : await token.issuer()));
  await mkdir(placing.folder, { recursive: true });
  const placed: PlacedDraft[] = [];
  for (const draft of drafts) {
    const supplier = findMember(placing.state, String(draft.supplier));
    const { number } = draft.content;
    const file = path.join(placing.folder, `${number}.yaml`);
    const before = placing.orders.find(
      ({ file: digest, status, supplier: from }) =>
        digest === orderDigest(draft.content) && from === draft.supplier && !ENDED.includes(status),
    );
    if (before === undefined) {
      const text = orderText(draft.content, {
        supplier: supplier.alias,
        bank: bank.alias,
        ...(await datesOf(context, draft, placing.terms)),
        terms: placing.terms,
      });
      await writeFile(file, text);
    }
    const order = before?.id ?? (await place(book, file, draft, placing));
    await send(placing.signer, await plan.callOff.populateTransaction(order, [...draft.calls]));
    const result = before === undefined ? "placed" : "placed before";
    placed.push({ order, supplier: supplier.alias, number, file, result });
  }
  return placed;
}

async function datesOf({ provider }: Context, { deliverBy }: Draft, { acceptWithinDays }: PlannedTerms) {
  const head = await provider.getBlock("latest");
  const acceptBy = Math.min((head?.timestamp ?? 0) + acceptWithinDays * 86_400, deliverBy);
  return { acceptBy, deliverBy };
}

async function place(
  book: OrderBook,
  file: string,
  { supplier }: Draft,
  { signer, buyer, token }: Placing,
): Promise<bigint> {
  const terms = termsOf(await readOrderFile(file), { buyer, supplier, token });
  const { receipt } = await send(signer, await book.place.populateTransaction(terms));
  return placedOrderId(book, receipt);
}
