import { type Decimal, formatDecimal, parseDecimal, QUANTITY_DECIMALS, scaled } from "@guildhall/sdk/orders";
import { required } from "../../lib/arguments.ts";
import { TaskError } from "../../lib/failure.ts";

/** A quantity as typed, in thousandths of the article's unit. */
export function parseQuantity(name: string, text: string | undefined): bigint {
  return scaled(parseNumber(name, text, QUANTITY_DECIMALS), QUANTITY_DECIMALS);
}

/** A number as typed. */
export function parseNumber(name: string, text: string | undefined, decimals: number): Decimal {
  const given = required(name, text);
  try {
    return parseDecimal(given, decimals);
  } catch {
    throw new TaskError(
      `--${name} "${given}" is not a number of at most ${decimals} decimals.`,
      "Write digits, with a decimal point and no other marks: 0.45.",
    );
  }
}

/** Thousandths as people read them. */
export function quantity(milli: bigint): string {
  return formatDecimal({ digits: milli, decimals: QUANTITY_DECIMALS });
}
