import { mapConcurrently } from "../common/concurrency.ts";
import { queryChain } from "../common/log-range.ts";
import type { Alliance } from "../consortium/connect.ts";
import { providerOf } from "../consortium/connect.ts";
import type { MaterialsPlan } from "../generated/contracts/index.ts";
import { connectMaterialsPlan } from "./connect.ts";

/** Where a promise stands, in the order of `IMaterialsPlan.PromiseStatus`. */
export const PROMISE_STATUSES = ["none", "open", "overdue", "kept", "kept late", "withdrawn"] as const;

export type PromiseStatus = (typeof PROMISE_STATUSES)[number];

/** Published demand. Quantities are thousandths of the article's unit, times seconds since 1970 UTC. */
export interface DemandState {
  readonly id: number;
  readonly buyer: number;
  /** Digest of the article's number. */
  readonly sku: string;
  /** Digest of the place. */
  readonly site: string;
  /** What is needed; 0 once it was withdrawn. */
  readonly quantityMilli: bigint;
  readonly deliveredMilli: bigint;
  readonly neededBy: number;
  readonly file: string;
}

/** A supplier's promise. */
export interface PromiseState {
  readonly id: number;
  readonly demandId: number;
  readonly supplier: number;
  readonly status: PromiseStatus;
  readonly quantityMilli: bigint;
  readonly lotMilli: bigint;
  readonly keptMilli: bigint;
  readonly lateMilli: bigint;
  readonly promisedFor: number;
  readonly unitPriceMinor: bigint;
  readonly token: string;
}

/** What a warehouse last reported. */
export interface StockState {
  readonly warehouse: number;
  readonly owner: number;
  readonly sku: string;
  readonly site: string;
  readonly quantityMilli: bigint;
  readonly countedAt: number;
  readonly receipt: string;
}

/** What of a promise an order asks for. */
export interface CallOffState {
  readonly promiseId: number;
  readonly orderId: bigint;
  readonly quantityMilli: bigint;
  /** What of that was delivered and attributed. */
  readonly deliveredMilli: bigint;
}

/** Everything that is needed, promised, ordered and in stock. */
export interface MaterialsState {
  readonly demands: readonly DemandState[];
  readonly promises: readonly PromiseState[];
  readonly callOffs: readonly CallOffState[];
  readonly stocks: readonly StockState[];
}

/**
 * Reads the plan of materials.
 *
 * @throws NotInDirectory
 */
export async function readMaterials(alliance: Alliance): Promise<MaterialsState> {
  const plan = await connectMaterialsPlan(alliance);
  const [demands, promises, callOffs, stocks] = await Promise.all([
    readDemands(plan),
    readPromises(plan),
    readCallOffs(plan),
    readStocks(plan),
  ]);
  return { demands, promises, callOffs, stocks };
}

async function readDemands(plan: MaterialsPlan): Promise<DemandState[]> {
  const published = await queryChain(providerOf(plan.runner), ({ from, to }) =>
    plan.queryFilter(plan.filters.DemandPublished(), from, to),
  );
  return mapConcurrently(published, async ({ args }): Promise<DemandState> => {
    const { quantityMilli, deliveredMilli } = await plan.demandOf(args.demandId);
    return {
      id: Number(args.demandId),
      buyer: Number(args.buyer),
      sku: args.sku,
      site: args.line.site,
      quantityMilli,
      deliveredMilli,
      neededBy: Number(args.line.neededBy),
      file: args.line.file,
    };
  });
}

async function readPromises(plan: MaterialsPlan): Promise<PromiseState[]> {
  const made = await queryChain(providerOf(plan.runner), ({ from, to }) =>
    plan.queryFilter(plan.filters.SupplyPromised(), from, to),
  );
  return mapConcurrently(made, async ({ args }): Promise<PromiseState> => {
    const [record, status] = await Promise.all([
      plan.promiseOf(args.promiseId),
      plan.promiseStatusOf(args.promiseId),
    ]);
    return {
      id: Number(args.promiseId),
      demandId: Number(args.demandId),
      supplier: Number(args.supplier),
      status: PROMISE_STATUSES[Number(status)] ?? "none",
      quantityMilli: record.quantityMilli,
      lotMilli: args.offer.lotMilli,
      keptMilli: record.keptMilli,
      lateMilli: record.lateMilli,
      promisedFor: Number(record.promisedFor),
      unitPriceMinor: args.offer.unitPriceMinor,
      token: args.offer.token,
    };
  });
}

/** The latest call-off of each promise and order. */
async function readCallOffs(plan: MaterialsPlan): Promise<CallOffState[]> {
  const provider = providerOf(plan.runner);
  const [calls, deliveries] = await Promise.all([
    queryChain(provider, ({ from, to }) => plan.queryFilter(plan.filters.PromiseCalledOff(), from, to)),
    queryChain(provider, ({ from, to }) => plan.queryFilter(plan.filters.DeliveryAttributed(), from, to)),
  ]);
  const latest = new Map<string, CallOffState>();
  for (const { args } of calls) {
    const { promiseId, orderId, quantityMilli } = args;
    const delivered = deliveries.filter(
      (delivery) => delivery.args.promiseId === promiseId && delivery.args.orderId === orderId,
    );
    const deliveredMilli = delivered.reduce((sum, delivery) => sum + delivery.args.quantityMilli, 0n);
    latest.set(`${promiseId} ${orderId}`, {
      promiseId: Number(promiseId),
      orderId,
      quantityMilli,
      deliveredMilli,
    });
  }
  return [...latest.values()];
}

/** The latest report of each warehouse on each owner, article and place. */
async function readStocks(plan: MaterialsPlan): Promise<StockState[]> {
  const reports = await queryChain(providerOf(plan.runner), ({ from, to }) =>
    plan.queryFilter(plan.filters.StockReported(), from, to),
  );
  const latest = new Map<string, StockState>();
  for (const { args } of reports) {
    const { warehouse, owner, sku, site, quantityMilli, countedAt, receipt } = args;
    latest.set([warehouse, owner, sku, site].join(), {
      warehouse: Number(warehouse),
      owner: Number(owner),
      sku,
      site,
      quantityMilli,
      countedAt: Number(countedAt),
      receipt,
    });
  }
  return [...latest.values()];
}
