import { GuildhallError } from "@guildhall/sdk/errors";
import type { MaterialsState, OrderContent, OrderLine } from "@guildhall/sdk/orders";
import { QUANTITY_DECIMALS } from "@guildhall/sdk/orders";
import { id } from "ethers";
import type { DemandLine } from "../demand-file.ts";
import type { SupplyPlan } from "../plan.ts";

/** What an order asks for of a promise. */
export interface Call {
  readonly promiseId: number;
  readonly quantityMilli: bigint;
}

/** An order that a plan asks for. */
export interface Draft {
  /** Number of the supplier. */
  readonly supplier: number;
  /** When it is promised for, seconds since 1970 UTC. */
  readonly deliverBy: number;
  readonly content: OrderContent;
  readonly calls: readonly Call[];
}

/** The ledger knows an article by its digest alone, and the file does not name it. */
export class UnknownArticle extends GuildhallError {
  override readonly name = "UnknownArticle";
  constructor(demandId: number) {
    super(
      `The file does not describe the article of demand ${demandId}.`,
      "Give the file with which that demand was published.",
      { demandId },
    );
  }
}

/**
 * The orders of a plan: one for each supplier, date and place. Until one is called off, the same plan gives orders of the same
 * content, so that one that was placed before can be told by its digest; afterwards even the same lines are another order.
 *
 * @param lines Lines of the file of demand, which name articles and places.
 * @throws UnknownArticle
 */
export function draftOrders(
  { covers }: SupplyPlan,
  { demands, promises, callOffs }: MaterialsState,
  lines: readonly DemandLine[],
  currency: string,
  exponent: number,
): Draft[] {
  const groups = new Map<string, { supplier: number; deliverBy: number; site: string; items: Item[] }>();
  for (const { demandId, calls } of covers) {
    for (const call of calls) {
      const promise = promises.find((each) => each.id === call.promiseId);
      const demand = demands.find((each) => each.id === demandId);
      const line = lines.find(({ sku, site }) => id(sku) === demand?.sku && id(site) === demand.site);
      if (promise === undefined || line === undefined) throw new UnknownArticle(demandId);
      const { supplier, promisedFor: deliverBy, unitPriceMinor } = promise;
      const key = [supplier, deliverBy, line.site].join("\0");
      const group = groups.get(key) ?? { supplier, deliverBy, site: line.site, items: [] };
      groups.set(key, group);
      group.items.push({ call, line: orderLine(line, call, unitPriceMinor, exponent) });
    }
  }
  return [...groups.values()].map(({ supplier, deliverBy, site, items }) => {
    const calls = items.map(({ call }) => call);
    const lineItems = items.map(({ line }) => line);
    const content = {
      number: numberOf(calls, callOffs),
      currency,
      exponent,
      deliverTo: site,
      lines: lineItems,
      roundingMinor: 0n,
    };
    return { supplier, deliverBy, content, calls };
  });
}

interface Item {
  readonly call: Call;
  readonly line: OrderLine;
}

function orderLine(
  { sku, description, unit }: DemandLine,
  { quantityMilli }: Call,
  unitPriceMinor: bigint,
  exponent: number,
): OrderLine {
  return {
    sku,
    description,
    unit,
    quantity: { digits: quantityMilli, decimals: QUANTITY_DECIMALS },
    unitPrice: { digits: unitPriceMinor, decimals: exponent },
  };
}

/** Follows from what is called off and how often each promise was before. */
function numberOf(calls: readonly Call[], callOffs: MaterialsState["callOffs"]): string {
  const before = (promiseId: number) => callOffs.filter((each) => each.promiseId === promiseId).length;
  const text = calls
    .map(({ promiseId, quantityMilli }) => `${promiseId}:${quantityMilli}:${before(promiseId)}`)
    .join();
  return `PLAN-${id(text).slice(2, 10).toUpperCase()}`;
}
