import { formatInstant } from "@guildhall/sdk";
import { formatDecimal, type OrderContent, totalMinor } from "@guildhall/sdk/orders";
import { stringify } from "yaml";
import { formatAmount } from "../payments/money.ts";
import type { PlannedTerms } from "./demand-file.ts";

/** What the file of an order says beside its content. */
export interface OrderHead {
  /** Alias of the supplier. */
  readonly supplier: string;
  /** Alias of the bank whose money it is. */
  readonly bank: string;
  /** Seconds since 1970, UTC. */
  readonly acceptBy: number;
  readonly deliverBy: number;
  readonly terms: PlannedTerms;
}

/** The text of an order's file, as `readOrderFile` reads it. */
export function orderText(content: OrderContent, { terms, acceptBy, deliverBy, ...head }: OrderHead): string {
  return stringify({
    number: content.number,
    ...head,
    currency: content.currency,
    acceptBy: formatInstant(acceptBy),
    deliverBy: formatInstant(deliverBy),
    deliverTo: content.deliverTo,
    inspectionDays: terms.inspectionDays,
    paymentDays: terms.paymentDays,
    penalty: { percentPerDay: percent(terms.penaltyBpsPerDay), capPercent: percent(terms.penaltyCapBps) },
    payment: terms.escrowed ? "escrow" : "invoice",
    lines: content.lines.map(({ description, quantity, unitPrice, ...line }) => ({
      ...line,
      ...(description === "" ? {} : { description }),
      quantity: formatDecimal(quantity),
      unitPrice: formatDecimal(unitPrice),
    })),
    total: formatAmount(totalMinor(content), content.currency),
  });
}

function percent(basisPoints: number): string {
  return formatDecimal({ digits: BigInt(basisPoints), decimals: 2 });
}
