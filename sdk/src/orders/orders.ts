import { mapConcurrently } from "../common/concurrency.ts";
import { GuildhallError } from "../common/guildhall-error.ts";
import { queryChain } from "../common/log-range.ts";
import type { Alliance } from "../consortium/connect.ts";
import { providerOf } from "../consortium/connect.ts";
import type { OrderBook } from "../generated/contracts/index.ts";
import type { OrderPlacedEvent } from "../generated/contracts/OrderBook.ts";
import { connectOrders } from "./connect.ts";
import { decodeInvoiceNumber } from "./invoice-number.ts";

/** Where an order stands, in the order of `IOrderBook.Status`. */
export const ORDER_STATUSES = [
  "none",
  "placed",
  "lapsed",
  "rejected",
  "cancelled",
  "accepted",
  "shipped",
  "received",
  "inspected",
  "invoiced",
  "paid",
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Bits of an order's flags, as in `OrderFlags`. */
export const ORDER_FLAGS = {
  accepted: 1,
  rejected: 2,
  closed: 4,
  escrowed: 8,
  buyerAsks: 16,
  supplierAsks: 32,
} as const;

/** Where a delivery stands. */
export type DeliveryStatus = "in transit" | "to inspect" | "inspected" | "recalled";

/** A delivery of an order. Amounts are minor units, times seconds since 1970 UTC. */
export interface DeliveryState {
  readonly number: number;
  readonly status: DeliveryStatus;
  readonly carrier: number;
  readonly shippedMinor: bigint;
  readonly openMinor: bigint;
  readonly acceptedMinor: bigint;
  readonly acceptedBps: number;
  readonly deliveredAt: number;
  readonly penaltyBps: number;
}

/** An invoice of an order. */
export interface InvoiceState {
  readonly id: string;
  readonly number: string;
  readonly amountMinor: bigint;
  readonly paidMinor: bigint;
  readonly dueAt: number;
  readonly acceptedAt: number;
  readonly isClaim: boolean;
  readonly evidence: string;
}

/** An order as the ledger has it, with everything that belongs to it. */
export interface OrderState {
  readonly id: bigint;
  readonly status: OrderStatus;
  readonly buyer: number;
  readonly supplier: number;
  /** The money. */
  readonly token: string;
  /** Value when it was placed. */
  readonly placedMinor: bigint;
  readonly orderedMinor: bigint;
  readonly toShipMinor: bigint;
  readonly inTransitMinor: bigint;
  readonly toInspectMinor: bigint;
  readonly toInvoiceMinor: bigint;
  readonly owedMinor: bigint;
  readonly acceptBy: number;
  readonly deliverBy: number;
  readonly inspectionDays: number;
  readonly paymentDays: number;
  readonly penaltyBpsPerDay: number;
  readonly penaltyCapBps: number;
  /** Bits of `ORDER_FLAGS`. */
  readonly flags: number;
  /** Digest of the order file. */
  readonly file: string;
  /** The payment in escrow; zero if there is none. */
  readonly escrowPaymentId: string;
  readonly deliveries: readonly DeliveryState[];
  readonly invoices: readonly InvoiceState[];
}

/** There is no order of this number. */
export class NoSuchOrder extends GuildhallError {
  override readonly name = "NoSuchOrder";
  constructor(orderId: bigint, count: bigint) {
    super(`There is no order ${orderId}; ${count} were placed.`, "`order list` shows the orders.", {
      orderId,
    });
  }
}

/** Which orders to read. */
export interface OrderFilter {
  readonly buyer?: number;
  readonly supplier?: number;
}

/**
 * One order, with its deliveries and invoices.
 *
 * @throws NoSuchOrder; NotInDirectory.
 */
export async function readOrder(alliance: Alliance, orderId: bigint): Promise<OrderState> {
  const book = await connectOrders(alliance);
  const [placed] = await placements(book, orderId, {});
  if (placed === undefined) throw new NoSuchOrder(orderId, await book.orderCount());
  return stateOf(book, placed);
}

/**
 * The orders of a buyer, of a supplier, between two, or all, in order of their numbers. They are found by the parties that
 * index their events.
 *
 * @throws NotInDirectory
 */
export async function readOrders(alliance: Alliance, filter: OrderFilter = {}): Promise<OrderState[]> {
  const book = await connectOrders(alliance);
  const placed = await placements(book, undefined, filter);
  return mapConcurrently(placed, (event) => stateOf(book, event));
}

async function placements(
  book: OrderBook,
  orderId: bigint | undefined,
  { buyer, supplier }: OrderFilter,
): Promise<OrderPlacedEvent.Log[]> {
  const filter = book.filters.OrderPlaced(orderId, buyer, supplier);
  return queryChain(providerOf(book.runner), ({ from, to }) => book.queryFilter(filter, from, to));
}

async function stateOf(book: OrderBook, { args }: OrderPlacedEvent.Log): Promise<OrderState> {
  const { orderId, terms } = args;
  const [order, status, escrow] = await Promise.all([
    book.orderOf(orderId),
    book.statusOf(orderId),
    book.escrowOf(orderId),
  ]);
  const [deliveries, invoices] = await Promise.all([
    readDeliveries(book, orderId, Number(order.deliveries)),
    readInvoices(book, orderId),
  ]);
  return {
    id: orderId,
    status: ORDER_STATUSES[Number(status)] ?? "none",
    buyer: Number(order.buyer),
    supplier: Number(order.supplier),
    token: order.token,
    placedMinor: terms.amountMinor,
    orderedMinor: order.orderedMinor,
    toShipMinor: order.toShipMinor,
    inTransitMinor: order.inTransitMinor,
    toInspectMinor: order.toInspectMinor,
    toInvoiceMinor: order.toInvoiceMinor,
    owedMinor: order.owedMinor,
    acceptBy: Number(order.acceptBy),
    deliverBy: Number(order.deliverBy),
    inspectionDays: Number(order.inspectionDays),
    paymentDays: Number(order.paymentDays),
    penaltyBpsPerDay: Number(order.penaltyBpsPerDay),
    penaltyCapBps: Number(order.penaltyCapBps),
    flags: Number(order.flags),
    file: terms.file,
    escrowPaymentId: escrow.paymentId,
    deliveries,
    invoices,
  };
}

async function readDeliveries(book: OrderBook, orderId: bigint, count: number): Promise<DeliveryState[]> {
  if (count === 0) return [];
  const provider = providerOf(book.runner);
  const shipments = await queryChain(provider, ({ from, to }) =>
    book.queryFilter(book.filters.GoodsShipped(orderId), from, to),
  );
  return mapConcurrently(shipments, async ({ args }): Promise<DeliveryState> => {
    const number = Number(args.delivery);
    const record = await book.deliveryOf(orderId, number);
    const deliveredAt = Number(record.deliveredAt);
    return {
      number,
      status: deliveryStatus(record),
      carrier: Number(record.carrier),
      shippedMinor: args.amountMinor,
      openMinor: record.openMinor,
      acceptedMinor: record.acceptedMinor,
      acceptedBps: Number(record.acceptedBps),
      deliveredAt,
      penaltyBps: deliveredAt === 0 ? 0 : Number(await book.penaltyBpsOf(orderId, deliveredAt)),
    };
  });
}

function deliveryStatus(record: {
  openMinor: bigint;
  openSince: bigint;
  deliveredAt: bigint;
}): DeliveryStatus {
  if (record.deliveredAt === 0n) return record.openMinor === 0n ? "recalled" : "in transit";
  return record.openMinor === 0n ? "inspected" : "to inspect";
}

async function readInvoices(book: OrderBook, orderId: bigint): Promise<InvoiceState[]> {
  const issued = await queryChain(providerOf(book.runner), ({ from, to }) =>
    book.queryFilter(book.filters.InvoiceIssued(orderId), from, to),
  );
  return mapConcurrently(issued, async ({ args }): Promise<InvoiceState> => {
    const record = await book.invoiceOf(args.invoiceId);
    return {
      id: args.invoiceId,
      number: decodeInvoiceNumber(args.number),
      amountMinor: record.amountMinor,
      paidMinor: record.paidMinor,
      dueAt: Number(record.dueAt),
      acceptedAt: Number(record.acceptedAt),
      isClaim: record.isClaim,
      evidence: args.evidence,
    };
  });
}
