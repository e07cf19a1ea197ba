import { type MaterialsState, ORDER_FLAGS, type OrderState, type OrderStatus } from "@guildhall/sdk/orders";
import type { Material, Needed, Offered } from "./model.ts";

const DEAD: readonly OrderStatus[] = ["lapsed", "rejected", "cancelled"];

/**
 * What a buyer has to plan: its demand less what was delivered and what is on order; the promises for it that are open, less
 * the same; its own stock, of each warehouse the latest count.
 *
 * @param token The money in which promises are compared; others are left out.
 */
export function materialOf(
  { demands, promises, callOffs, stocks }: MaterialsState,
  orders: readonly OrderState[],
  buyer: number,
  token: string,
): Material {
  const over = new Set(orders.filter(bringsNothing).map(({ id }) => id));
  const running = callOffs.filter(({ orderId }) => !over.has(orderId));
  const onOrder = (promiseIds: readonly number[]) =>
    running
      .filter(({ promiseId }) => promiseIds.includes(promiseId))
      .reduce((sum, { quantityMilli, deliveredMilli }) => sum + least0(quantityMilli - deliveredMilli), 0n);
  const needed = demands
    .filter((demand) => demand.buyer === buyer)
    .map(({ id, sku, site, quantityMilli, deliveredMilli, neededBy }): Needed => {
      const ids = promises.filter(({ demandId }) => demandId === id).map((promise) => promise.id);
      const openMilli = least0(quantityMilli - deliveredMilli - onOrder(ids));
      return { id, place: placeOf(sku, site), openMilli, neededBy };
    })
    .filter(({ openMilli }) => openMilli > 0n);
  const offered = promises
    .filter((promise) => promise.status === "open" && promise.token === token)
    .filter(({ demandId }) => needed.some(({ id }) => id === demandId))
    .map(({ quantityMilli, keptMilli, lateMilli, ...promise }): Offered => {
      const openMilli = least0(quantityMilli - keptMilli - lateMilli - onOrder([promise.id]));
      return {
        id: promise.id,
        demandId: promise.demandId,
        supplier: promise.supplier,
        openMilli,
        lotMilli: promise.lotMilli,
        promisedFor: promise.promisedFor,
        unitPriceMinor: promise.unitPriceMinor,
      };
    });
  const owned = new Map<string, bigint>();
  for (const { owner, sku, site, quantityMilli } of stocks) {
    if (owner !== buyer) continue;
    const place = placeOf(sku, site);
    owned.set(place, (owned.get(place) ?? 0n) + quantityMilli);
  }
  return {
    demands: needed,
    promises: offered,
    stocks: [...owned].map(([place, quantityMilli]) => ({ place, quantityMilli })),
  };
}

/**
 * Whether no goods of an order will come any more that nobody said were delivered: it ended early, all of it came back, or what
 * was not shipped was cancelled and everything else has been inspected.
 */
function bringsNothing(order: OrderState): boolean {
  if (DEAD.includes(order.status) || order.orderedMinor === 0n) return true;
  const isClosed = (order.flags & ORDER_FLAGS.closed) !== 0;
  return isClosed && order.toShipMinor + order.inTransitMinor + order.toInspectMinor === 0n;
}

function placeOf(sku: string, site: string): string {
  return `${sku} ${site}`;
}

function least0(quantity: bigint): bigint {
  return quantity > 0n ? quantity : 0n;
}
