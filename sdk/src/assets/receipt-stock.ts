import { id as digestOf } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { type Alliance, providerOf } from "../consortium/connect.ts";
import type { StockState } from "../orders/plan.ts";
import { connectReceipts } from "./connect.ts";
import { type ReceiptDetails, readReceipt, readReceipts } from "./receipts.ts";

const MILLI = 1_000n;

/** Goods of an organisation that lie in a warehouse under a receipt, and that nothing holds back. */
export interface ReceiptStock extends StockState {
  readonly commodity: string;
  /** Unit of measure of the receipt, of which `quantityMilli` are thousandths, rounded down. */
  readonly unit: string;
}

/**
 * What organisations have in stock by warehouse receipts, as plans of materials take it: units that are neither pledged nor
 * surrendered nor frozen, by what they stand for now. Receipts on which a recount pends count for nothing.
 *
 * @throws NotInDirectory when the room was not deployed and voted in yet.
 */
export async function readReceiptStock(alliance: Alliance): Promise<ReceiptStock[]> {
  const receipts = await connectReceipts(alliance);
  const latest = await providerOf(receipts.runner).getBlock("latest");
  const open = (await readReceipts(receipts)).filter(({ quantity }) => quantity > 0n);
  const stocks = await mapConcurrently(open, async ({ id }) => {
    const details = await readReceipt(receipts, id);
    if (details.recount !== undefined) return [];
    return mapConcurrently(details.holders, async (holder): Promise<ReceiptStock> => {
      const owner = await alliance.registry.organisationOfAccount(holder.account);
      return stockOf(details, Number(owner), holder, latest?.timestamp ?? 0);
    });
  });
  return stocks.flat().filter(({ quantityMilli }) => quantityMilli > 0n);
}

/**
 * Stock by report and by receipt together. What a warehouse has issued receipts for is what the receipts say: its reports on
 * the same owner, article and place do not count beside them.
 */
export function withReceipts(
  reported: readonly StockState[],
  receipted: readonly ReceiptStock[],
): readonly StockState[] {
  const place = ({ warehouse, owner, sku, site }: StockState) => [warehouse, owner, sku, site].join();
  const places = new Set(receipted.map(place));
  return [...reported.filter((stock) => !places.has(place(stock))), ...receipted];
}

function stockOf(
  { terms, warehouse, units: all, quantity }: ReceiptDetails,
  owner: number,
  { units, pledged, frozen }: ReceiptDetails["holders"][number],
  countedAt: number,
): ReceiptStock {
  const free = units - pledged - frozen;
  return {
    warehouse,
    owner,
    sku: digestOf(terms.commodity),
    site: digestOf(terms.site),
    quantityMilli: (free * quantity * MILLI) / (all * 10n ** BigInt(terms.exponent)),
    countedAt,
    receipt: digestOf(terms.lot),
    commodity: terms.commodity,
    unit: terms.unit,
  };
}
