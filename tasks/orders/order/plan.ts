import { readReceiptStock, withReceipts } from "@guildhall/sdk/assets";
import { type MaterialsState, readMaterials, readOrders } from "@guildhall/sdk/orders";
import { type DemandFile, readDemandFile } from "../../../orders/demand-file.ts";
import { draftOrders } from "../../../orders/plan/drafts.ts";
import { materialOf, planSupply, type SupplyPlan } from "../../../orders/plan.ts";
import { exponentOf, formatMoney } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { memberOf } from "../../lib/members.ts";
import { record, table, time } from "../../lib/output.ts";
import { signerOf } from "../../lib/signers.ts";
import { currencyOf } from "../lib/money.ts";
import { placeDrafts } from "../lib/planned.ts";
import { quantity } from "../lib/quantities.ts";

interface Arguments {
  file: string;
  place: boolean;
  receipts: boolean;
  folder: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const file = await readDemandFile(args.file);
  const signer = await signerOf(context, args.as, "operator");
  const [state, { id: buyer }, reported] = await Promise.all([
    context.readState(),
    memberOf(context, signer),
    readMaterials(context.alliance),
  ]);
  const materials = args.receipts ? await withReceiptStock(context, reported, file) : reported;
  const orders = await readOrders(context.alliance, { buyer });
  const token = onlyToken(materials, buyer);
  const currency = token === undefined ? undefined : await currencyOf(context, token);
  const plan = await planSupply(materialOf(materials, orders, buyer, token ?? ""));
  const drafts =
    currency === undefined ? [] : draftOrders(plan, materials, file.lines, currency, exponentOf(currency));
  const folder = args.folder ?? "placed-orders";
  const placing = { signer, buyer, token: token ?? "", terms: file.terms, folder, state, orders };
  const placed = args.place && drafts.length > 0 ? await placeDrafts(context, drafts, placing) : [];
  const data = {
    lines: linesOf(plan, materials),
    overdue: overdueOf(materials, buyer),
    short: quantity(plan.measure.shortMilli),
    lateUnitDays: quantity(plan.measure.lateMilliDays),
    cost: currency === undefined ? "" : formatMoney(plan.measure.costMilliMinor / 1000n, currency),
    orders: drafts.length,
    placed,
  };
  const { lines, overdue, placed: rows, ...facts } = data;
  const tables = [lines, overdue, rows].filter((each) => each.length > 0).map(asTable);
  return { data, text: [record(facts), ...tables].join("\n\n") };
});

/** Receipts in another unit than the file's for the article are left out: nobody knows how they compare. */
async function withReceiptStock(
  { alliance }: Context,
  materials: MaterialsState,
  { lines }: DemandFile,
): Promise<MaterialsState> {
  const receipted = await readReceiptStock(alliance);
  const comparable = receipted.filter(({ commodity, unit }) =>
    lines.some((line) => line.sku === commodity && line.unit === unit),
  );
  return { ...materials, stocks: withReceipts(materials.stocks, comparable) };
}

/** The money of all open promises to a buyer; prices in several cannot be compared. */
function onlyToken({ demands, promises }: MaterialsState, buyer: number): string | undefined {
  const own = demands.filter((demand) => demand.buyer === buyer).map(({ id }) => id);
  const open = promises.filter(({ demandId, status }) => own.includes(demandId) && status === "open");
  const tokens = [...new Set(open.map(({ token }) => token))];
  if (tokens.length <= 1) return tokens[0];
  throw new TaskError(
    `The promises are in ${tokens.length} kinds of money, whose prices cannot be compared.`,
    "Ask the suppliers to promise in one; `demand list` shows the prices.",
  );
}

function linesOf({ covers }: SupplyPlan, { demands, promises }: MaterialsState) {
  return covers.map(({ demandId, fromStockMilli, calls, shortMilli }) => {
    const neededBy = demands.find(({ id }) => id === demandId)?.neededBy ?? 0;
    const promised = calls.map(({ promiseId, quantityMilli }) => {
      const by = promises.find(({ id }) => id === promiseId)?.promisedFor ?? 0;
      return `${quantity(quantityMilli)} of promise ${promiseId}${by > neededBy ? ` (late: ${time(by)})` : ""}`;
    });
    return {
      demand: demandId,
      neededBy: time(neededBy),
      fromStock: quantity(fromStockMilli),
      toOrder: promised,
      short: quantity(shortMilli),
    };
  });
}

/** Promises to a buyer whose time is over and that were not kept. */
function overdueOf({ demands, promises }: MaterialsState, buyer: number) {
  const own = demands.filter((demand) => demand.buyer === buyer).map(({ id }) => id);
  return promises
    .filter(({ demandId, status }) => own.includes(demandId) && status === "overdue")
    .map(({ id, supplier, quantityMilli, keptMilli, lateMilli, promisedFor }) => ({
      overduePromise: id,
      supplier,
      missing: quantity(quantityMilli - keptMilli - lateMilli),
      promisedFor: time(promisedFor),
    }));
}

function asTable(rows: readonly object[]): string {
  return table(Object.keys(rows[0] ?? {}), rows.map(Object.values));
}
