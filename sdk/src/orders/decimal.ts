import { GuildhallError } from "../common/guildhall-error.ts";

/** A number as people write it, exact: `digits` divided by ten to the power of `decimals`. */
export interface Decimal {
  readonly digits: bigint;
  readonly decimals: number;
}

/** A text that is not a plain decimal number. */
export class BadDecimal extends GuildhallError {
  override readonly name = "BadDecimal";
  constructor(text: string, decimals: number) {
    super(
      `"${text}" is not a number of at most ${decimals} decimals.`,
      "Write digits, with a decimal point and no other marks: 0.45.",
      { text, decimals },
    );
  }
}

const PLAIN = /^(0|[1-9]\d*)(?:\.(\d+))?$/;

/**
 * Reads a number of zero or more: digits, perhaps a decimal point. Zeros at the end of the decimals say nothing.
 *
 * @param decimals Most decimals that the number may have.
 * @throws BadDecimal
 * @example parseDecimal("0.450", 3) // { digits: 45n, decimals: 2 }
 */
export function parseDecimal(text: string, decimals: number): Decimal {
  const match = PLAIN.exec(text);
  if (match === null) throw new BadDecimal(text, decimals);
  const [, whole = "", fraction = ""] = match;
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > decimals) throw new BadDecimal(text, decimals);
  return { digits: BigInt(whole + kept), decimals: kept.length };
}

/**
 * Writes a number without zeros at its end.
 *
 * @example formatDecimal({ digits: 45n, decimals: 2 }) // "0.45"
 */
export function formatDecimal({ digits, decimals }: Decimal): string {
  if (decimals === 0) return digits.toString();
  const text = digits.toString().padStart(decimals + 1, "0");
  const fraction = text.slice(-decimals).replace(/0+$/, "");
  return text.slice(0, -decimals) + (fraction === "" ? "" : `.${fraction}`);
}

/**
 * The number in units of ten to the power of `-decimals`, which must hold it exactly.
 *
 * @example scaled({ digits: 45n, decimals: 2 }, 3) // 450n
 */
export function scaled({ digits, decimals }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - decimals);
}

/** Divides, and rounds half up. Both numbers are zero or more. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}
