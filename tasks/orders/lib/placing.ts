import type { OrderBook } from "@guildhall/sdk";
import { type OrderTerms, orderDigest } from "@guildhall/sdk/orders";
import type { TransactionReceipt } from "ethers";
import type { OrderFile } from "../../../orders/order-file.ts";

/** Who orders from whom in which money. */
export interface Parties {
  readonly buyer: number;
  readonly supplier: number;
  readonly token: string;
}

/** The terms that go on the ledger for an order's file. */
export function termsOf(file: OrderFile, parties: Parties): OrderTerms {
  return {
    ...parties,
    amountMinor: file.totalMinor,
    acceptBy: file.acceptBy,
    deliverBy: file.deliverBy,
    inspectionDays: file.inspectionDays,
    paymentDays: file.paymentDays,
    penaltyBpsPerDay: file.penaltyBpsPerDay,
    penaltyCapBps: file.penaltyCapBps,
    escrowed: file.escrowed,
    file: orderDigest(file.content),
  };
}

/** Number of the order that a transaction placed. */
export function placedOrderId(book: OrderBook, receipt: TransactionReceipt): bigint {
  for (const log of receipt.logs) {
    const event = book.interface.parseLog(log);
    if (event?.name === "OrderPlaced") return event.args.orderId as bigint;
  }
  throw new Error(`Transaction ${receipt.hash} placed no order.`);
}
