import { GuildhallError } from "@guildhall/sdk/errors";
import { CURRENCY_EXPONENTS } from "./iso4217.ts";

/** An amount of a currency, in its minor units: cents of EUR, whole JPY, thousandths of KWD. */
export interface Money {
  /** Three letters of ISO 4217. */
  readonly currency: string;
  readonly amountMinor: bigint;
}

/** Most that the ledger carries in one payment: 2^96 - 1 minor units. */
export const MOST_MINOR = 2n ** 96n - 1n;

/** A code that is no currency of ISO 4217 with a minor unit. */
export class UnknownCurrency extends GuildhallError {
  override readonly name = "UnknownCurrency";
  constructor(currency: string) {
    super(
      `"${currency}" is not a currency of ISO 4217.`,
      "Give the three capital letters of a currency in use, such as EUR, CNY or JPY.",
      { currency },
    );
  }
}

/** A text that is no amount. */
export class BadAmount extends GuildhallError {
  override readonly name = "BadAmount";
  constructor(
    text: string,
    fault: string,
    remedy = "Give digits with a decimal point and the currency: 1250.50 EUR.",
  ) {
    super(`"${text}" ${fault}.`, remedy, { text });
  }
}

/** An amount finer than the minor unit of its currency. */
export class TooManyDecimals extends GuildhallError {
  override readonly name = "TooManyDecimals";
  constructor(text: string, currency: string, exponent: number) {
    super(
      `"${text}" is finer than ${currency} is counted: it has ${exponent === 0 ? "no decimals" : `${exponent} decimals`}.`,
      "Give the exact amount; nothing is rounded here. Further decimals may only be zeros.",
      { text, currency, exponent },
    );
  }
}

/** An amount beyond what the ledger carries. */
export class AmountTooLarge extends GuildhallError {
  override readonly name = "AmountTooLarge";
  constructor(text: string) {
    super(
      `"${text}" is more than the ledger carries in one payment.`,
      "Split it; the most is 2^96 - 1 minor units.",
      {
        text,
        most: MOST_MINOR,
      },
    );
  }
}

/** An amount in another currency than the one asked for. */
export class OtherCurrency extends GuildhallError {
  override readonly name = "OtherCurrency";
  constructor(text: string, expected: string) {
    super(`"${text}" is not in ${expected}.`, `Give the amount in ${expected}.`, { text, expected });
  }
}

/**
 * How many decimal digits the minor unit of a currency takes.
 *
 * @throws UnknownCurrency
 * @example exponentOf("KWD") // 3
 */
export function exponentOf(currency: string): number {
  const exponent = CURRENCY_EXPONENTS.get(currency);
  if (exponent === undefined) throw new UnknownCurrency(currency);
  return exponent;
}

/**
 * Reads an amount in major units and its currency, exactly. It has no sign, no exponent and no marks between groups of
 * digits; decimals beyond the minor unit must be zeros, and not make three, as where a point marks thousands.
 *
 * @param currency The currency it must be in; the text may then leave it out.
 * @throws BadAmount, UnknownCurrency, OtherCurrency, TooManyDecimals, AmountTooLarge.
 * @example parseMoney("1250.50 EUR") // { currency: "EUR", amountMinor: 125050n }
 * @example parseMoney("JPY 5000000.00") // { currency: "JPY", amountMinor: 5000000n }
 */
export function parseMoney(text: string, currency?: string): Money {
  const { digits, code } = split(text.trim(), currency);
  if (currency !== undefined && code !== currency) throw new OtherCurrency(text, currency);
  const exponent = exponentOf(code);
  requireDigits(text, digits);
  const [whole = "", decimals = ""] = digits.split(".");
  if (/[1-9]/.test(decimals.slice(exponent))) throw new TooManyDecimals(text, code, exponent);
  if (exponent < 3 && /^[1-9]\d{0,2}\.\d{3}$/.test(digits))
    throw new BadAmount(
      text,
      "may mean thousands",
      `Write ${whole}${decimals} if it does, otherwise as many decimals as ${code} has.`,
    );
  const amountMinor = BigInt(whole + decimals.slice(0, exponent).padEnd(exponent, "0"));
  if (amountMinor > MOST_MINOR) throw new AmountTooLarge(text);
  return { currency: code, amountMinor };
}

/**
 * Writes an amount with its currency, as `parseMoney` reads it; one below zero, such as a difference, with a minus.
 *
 * @throws UnknownCurrency
 * @example formatMoney(12345n, "KWD") // "12.345 KWD"
 */
export function formatMoney(amountMinor: bigint, currency: string): string {
  return `${formatAmount(amountMinor, currency)} ${currency}`;
}

/**
 * Writes an amount without its currency, with all decimals of the minor unit and no point where there are none.
 *
 * @throws UnknownCurrency
 * @example formatAmount(5000000n, "JPY") // "5000000"
 */
export function formatAmount(amountMinor: bigint, currency: string): string {
  const exponent = exponentOf(currency);
  const sign = amountMinor < 0n ? "-" : "";
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(exponent + 1, "0");
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** The currency stands behind the amount or before it. */
function split(text: string, currency: string | undefined): { digits: string; code: string } {
  const behind = /^(?<digits>\S.*?)\s*(?<code>[A-Za-z][A-Za-z0-9]{2})$/.exec(text)?.groups;
  const before = /^(?<code>[A-Za-z][A-Za-z0-9]{2})\s*(?<digits>[^A-Za-z\s].*)$/.exec(text)?.groups;
  const { digits = text, code = currency } = before ?? behind ?? {};
  if (code === undefined) throw new BadAmount(text, "does not name its currency");
  return { digits: digits.trim(), code };
}

const FAULTS: readonly [RegExp, string, string?][] = [
  [/^$/, "has no digits"],
  [/^[+-]|[+-]$|^\(.*\)$/, "has a sign", "Give the amount without one; who pays whom says the direction."],
  [
    /^[\d.]+e[+-]?\d+$/i,
    "is written with an exponent",
    "Write all digits out, as text: such numbers are not exact.",
  ],
  [
    /^\d{1,3}([,.' _\u00a0\u2009\u202f]\d{3})+([.,]\d+)?$|,/,
    "has marks between digits or a decimal comma",
    "Give digits and a decimal point alone: 1250.50.",
  ],
];

const PLAIN = /^\d+(\.\d+)?$/;

function requireDigits(text: string, digits: string): void {
  if (PLAIN.test(digits)) return;
  const [, fault = "is not an amount", remedy] = FAULTS.find(([pattern]) => pattern.test(digits)) ?? [];
  throw new BadAmount(text, fault, remedy);
}
