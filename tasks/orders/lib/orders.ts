import type { OrderBook } from "@guildhall/sdk";
import type { AllianceState } from "@guildhall/sdk/consortium";
import {
  connectOrders,
  type DeliveryState,
  type InvoiceState,
  normalInvoiceNumber,
  ORDER_FLAGS,
  type OrderState,
  readOrder,
} from "@guildhall/sdk/orders";
import { formatMoney } from "../../../payments/money.ts";
import { parseCount } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { time } from "../../lib/output.ts";
import { currencyOf } from "./money.ts";

/** An order and what is needed to act on it. */
export interface OpenOrder {
  readonly book: OrderBook;
  readonly order: OrderState;
  readonly currency: string;
  /** An amount of its money, as people read it. */
  readonly money: (amountMinor: bigint) => string;
}

/** Finds an order by its number as typed. */
export async function openOrder(context: Context, text: string): Promise<OpenOrder> {
  const orderId = BigInt(parseCount("order", text, 1));
  const book = await connectOrders(context.alliance);
  const order = await readOrder(context.alliance, orderId);
  const currency = await currencyOf(context, order.token);
  return { book, order, currency, money: (amountMinor) => formatMoney(amountMinor, currency) };
}

/** A delivery of an order by its number as typed. */
export function deliveryOf({ order }: OpenOrder, text: string): DeliveryState {
  const number = parseCount("delivery", text, 1);
  const found = order.deliveries.find((each) => each.number === number);
  if (found !== undefined) return found;
  throw new TaskError(
    `Order ${order.id} has no delivery ${number}.`,
    `\`order show ${order.id}\` lists its ${order.deliveries.length} deliveries.`,
  );
}

/** An invoice of an order by its number, in any spelling, or its id. */
export function invoiceOf({ order }: OpenOrder, text: string): InvoiceState {
  const found = order.invoices.find(({ id, number }) => id === text || number === normalInvoiceNumber(text));
  if (found !== undefined) return found;
  const known = order.invoices.map(({ number }) => number).join(", ");
  throw new TaskError(`Order ${order.id} has no invoice "${text}".`, `Its invoices are: ${known || "none"}.`);
}

/** An order as tasks print it. */
export function orderView(state: AllianceState, { order, money }: OpenOrder) {
  const alias = (id: number) => state.members.find((member) => member.id === id)?.alias ?? String(id);
  return {
    order: order.id,
    status: order.status,
    buyer: alias(order.buyer),
    supplier: alias(order.supplier),
    ordered: money(order.orderedMinor),
    toShip: money(order.toShipMinor),
    inTransit: money(order.inTransitMinor),
    toInspect: money(order.toInspectMinor),
    toInvoice: money(order.toInvoiceMinor),
    owed: money(order.owedMinor),
    acceptBy: time(order.acceptBy),
    deliverBy: time(order.deliverBy),
    payment: (order.flags & ORDER_FLAGS.escrowed) === 0 ? "invoice" : "escrow",
    file: order.file,
    deliveries: order.deliveries.map((each) => ({
      delivery: each.number,
      status: each.status,
      shipped: money(each.shippedMinor),
      open: money(each.openMinor),
      accepted: money(each.acceptedMinor),
      deliveredAt: time(each.deliveredAt),
      penalty: `${each.penaltyBps / 100} %`,
      carrier: each.carrier === 0 ? "" : alias(each.carrier),
    })),
    invoices: order.invoices.map((each) => ({
      invoice: each.number,
      amount: money(each.amountMinor),
      paid: money(each.paidMinor),
      due: time(each.dueAt),
      accepted: time(each.acceptedAt),
      claim: each.isClaim,
      id: each.id,
    })),
    next: nextOf(order),
  };
}

/** Whose turn it is, and the command. */
function nextOf({ id, status, deliveries, invoices }: OrderState): string {
  const [moving] = deliveries.filter((each) => each.status === "in transit");
  const [arrived] = deliveries.filter((each) => each.status === "to inspect");
  const [unpaid] = invoices.filter((each) => each.paidMinor < each.amountMinor);
  if (status === "placed") return `order accept ${id} --as <supplier>`;
  if (arrived !== undefined) return `order inspect ${id} ${arrived.number} --as <buyer>`;
  if (moving !== undefined) return `order receive ${id} ${moving.number} --as <buyer>`;
  if (status === "accepted") return `order ship ${id} --as <supplier>`;
  if (status === "inspected") return `order invoice ${id} <number> --as <supplier>`;
  return unpaid === undefined || status !== "invoiced" ? "" : `order pay ${id} ${unpaid.number} --as <buyer>`;
}
