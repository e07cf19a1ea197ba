import { type Decimal, parseDecimal } from "@guildhall/sdk/orders";
import { field } from "../files/fields.ts";

/** A number above zero with at most so many decimals. */
export function positiveDecimal(what: string, decimals: number) {
  return field(`${what} above 0 with at most ${decimals} decimals, such as 0.45`, (text): Decimal => {
    if (/^-/.test(text)) throw new Error("is below zero");
    let value: Decimal;
    try {
      value = parseDecimal(text, decimals);
    } catch {
      throw new Error(`is not a plain number of at most ${decimals} decimals`);
    }
    if (value.digits === 0n) throw new Error("is zero");
    if (value.digits >= 10n ** 18n) throw new Error("is too large");
    return value;
  });
}

/** A text on one line. */
export function lineOfText(what: string, most: number) {
  return field(`${what} of 1 to ${most} characters on one line`, (text) => {
    if (text.length === 0 || text.length > most) throw new Error(`has ${text.length} characters`);
    if (/\p{Cc}|\p{Cf}/u.test(text) || text.trim() !== text)
      throw new Error("has invisible characters or outer blanks");
    return text;
  });
}
