import { id } from "ethers";
import { GuildhallError } from "../common/guildhall-error.ts";
import { type Decimal, divideHalfUp, formatDecimal } from "./decimal.ts";

/** Most decimals of a quantity. */
export const QUANTITY_DECIMALS = 3;
/** Most decimals of a price, which may be finer than the currency's minor unit. */
export const PRICE_DECIMALS = 6;

/** One line of an order. */
export interface OrderLine {
  /** Number of the article. */
  readonly sku: string;
  /** What it is called; empty if the number says enough. */
  readonly description: string;
  /** How much, in `unit`; more than 0. */
  readonly quantity: Decimal;
  /** Unit of measure: piece, kg, m. */
  readonly unit: string;
  /** Price of one unit in major units of the currency; more than 0. */
  readonly unitPrice: Decimal;
}

/** What the order file says beyond the terms that the ledger holds: this is what its digest covers. */
export interface OrderContent {
  /** The buyer's own number. */
  readonly number: string;
  /** Three letters of ISO 4217. */
  readonly currency: string;
  /** Decimals of its minor unit. */
  readonly exponent: number;
  /** Where the goods go. */
  readonly deliverTo: string;
  readonly lines: readonly OrderLine[];
  /** Added to the sum of the lines, in minor units; may be below zero. 0 if there is none. */
  readonly roundingMinor: bigint;
}

/** An order whose lines do not come to an amount that can be ordered. */
export class BadTotal extends GuildhallError {
  override readonly name = "BadTotal";
  constructor(why: string, remedy: string, totalMinor: bigint) {
    super(why, remedy, { totalMinor });
  }
}

/** Most that an order may come to: 2^64 - 1 minor units. */
export const MOST_ORDER_MINOR = 2n ** 64n - 1n;

/**
 * What one line comes to, in **minor units**: quantity times price, rounded half up once.
 *
 * @example lineMinor({ quantity: 0.45, unitPrice: 2.54 }, 2) // 114n: 1.143 EUR
 */
export function lineMinor({ quantity, unitPrice }: OrderLine, exponent: number): bigint {
  const numerator = quantity.digits * unitPrice.digits * 10n ** BigInt(exponent);
  return divideHalfUp(numerator, 10n ** BigInt(quantity.decimals + unitPrice.decimals));
}

/**
 * What an order comes to, in **minor units**: each line rounded by itself, then added, then the rounding item. A total that
 * differs from the sum of the rounded lines needs that item; it may not exceed one minor unit per line.
 *
 * @throws BadTotal when that is zero or less, too much, or the rounding item is no rounding.
 */
export function totalMinor({ lines, exponent, roundingMinor }: OrderContent): bigint {
  const sum = lines.reduce((total, line) => total + lineMinor(line, exponent), 0n);
  const total = sum + roundingMinor;
  const rounding = roundingMinor < 0n ? -roundingMinor : roundingMinor;
  if (rounding > BigInt(lines.length)) {
    throw new BadTotal(
      `The rounding item is more than one minor unit for each of ${lines.length} lines.`,
      "Enter a discount or a surcharge in the prices; the rounding item only evens out cents.",
      total,
    );
  }
  if (total <= 0n || total > MOST_ORDER_MINOR) {
    throw new BadTotal(
      `The order comes to ${total} minor units.`,
      "An order comes to more than 0 and less than 2^64 minor units; what is owed the other way is a credit.",
      total,
    );
  }
  return total;
}

/**
 * The canonical form of an order's content: JSON as RFC 8785 writes it (keys sorted, no blanks), all values strings,
 * numbers as plain decimals without zeros at the end. The same order gives the same text from YAML and from JSON, however it
 * was spaced, and whatever the order of its keys.
 */
export function canonicalOrder(content: OrderContent): string {
  const lines = content.lines.map(({ sku, description, quantity, unit, unitPrice }) => ({
    description,
    quantity: formatDecimal(quantity),
    sku,
    unit,
    unitPrice: formatDecimal(unitPrice),
  }));
  return JSON.stringify({
    currency: content.currency,
    deliverTo: content.deliverTo,
    lines,
    number: content.number,
    roundingMinor: content.roundingMinor.toString(),
    totalMinor: totalMinor(content).toString(),
    type: "guildhall order 1",
  });
}

/** The digest that goes on the ledger: keccak256 of the canonical form in UTF-8. */
export function orderDigest(content: OrderContent): string {
  return id(canonicalOrder(content));
}
