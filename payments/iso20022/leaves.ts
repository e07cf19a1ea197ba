import { parseUetr } from "@guildhall/sdk/payments";
import { z } from "zod";
import { BadAmount, type Money, parseMoney, TooManyDecimals, UnknownCurrency } from "../money.ts";
import { type Cursor, type Leaf, LeafFault } from "./cursor.ts";
import { parseBic } from "./parts/bic.ts";
import { isCountry } from "./parts/countries.ts";
import { parseIban } from "./parts/iban.ts";
import type { Reason } from "./reasons.ts";

/** A leaf that a schema describes. */
function leaf<T>(schema: z.ZodType<T, string>): Leaf<T> {
  return (text) => {
    const { success, data, error } = schema.safeParse(text);
    if (success) return data;
    throw new Error(error.issues[0]?.message ?? "is not valid");
  };
}

/** Makes a leaf once for each size: building a schema costs more than a thousand uses of it. */
function sized<T>(make: (size: number) => Leaf<T>): (size: number) => Leaf<T> {
  const made = new Map<number, Leaf<T>>();
  return (size) => {
    const found = made.get(size) ?? make(size);
    made.set(size, found);
    return found;
  };
}

/** A text of at most so many characters, as the standard names its types: Max35Text. */
export const max = sized((most) =>
  leaf(
    z
      .string()
      .min(1, "is empty")
      .refine((text) => [...text].length <= most, `has more than ${most} characters`),
  ),
);

/** One of a few codes. */
export function oneOf<const Code extends string>(codes: readonly Code[]): Leaf<Code> {
  return leaf(
    z.enum(codes, { error: `is none of ${codes.join(", ")}` }) as unknown as z.ZodType<Code, string>,
  );
}

/** A code of one of the standard's external lists, whose members change from quarter to quarter. */
export const code4 = leaf(z.string().regex(/^[A-Z0-9]{1,4}$/, "is no code of four letters or digits"));

/** A whole number of at most so many digits. */
export const digits = sized((most) =>
  leaf(
    z
      .string()
      .regex(new RegExp(`^\\d{1,${most}}$`), "is no whole number")
      .transform(Number),
  ),
);

export const decimal = leaf(
  z
    .string()
    .regex(/^[+-]?(\d+(\.\d*)?|\.\d+)$/, "is no decimal number")
    .max(19, "has more than 18 digits"),
);

export const flag = leaf(
  z
    .enum(["true", "false", "1", "0"], { error: "is neither true nor false" })
    .transform((text) => text === "true" || text === "1"),
);

const DAY = /^(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?$/;
const TIME = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:([0-5]\d)(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

/** A calendar day. A zone behind it is dropped: the day is the one printed. */
export const day = leaf(
  z
    .string()
    .regex(DAY, "is no date")
    .transform((text) => text.slice(0, 10))
    .refine(inCalendar, "is not in the calendar"),
);

/** A point in time as it is printed. Without a zone it names a day and a time of day at its sender, and no instant. */
export const time = leaf(
  z
    .string()
    .regex(TIME, "is no date and time")
    .refine((text) => inCalendar(text.slice(0, 10)), "is not in the calendar"),
);

/** The day of a date that may come with a time; the day is the one printed, whatever its zone. */
export const dayOfTime: Leaf<string> = (text) => time(text).slice(0, 10);

export const uetr: Leaf<string> = (text) => {
  try {
    return parseUetr(text);
  } catch {
    throw new Error("is no UUID of version 4");
  }
};

export const bic: Leaf<string> = parseBic;
export const iban: Leaf<string> = parseIban;

export const country: Leaf<string> = (text) => {
  if (!isCountry(text)) throw new LeafFault("is no country of ISO 3166", "BE09");
  return text;
};

/**
 * An amount with its currency. The standard's decimals may have a plus, no digit before or none behind the point.
 *
 * @param reason Of an amount that cannot be read.
 */
export function readMoney(cursor: Cursor | undefined, reason: Reason = "AM12"): Money | undefined {
  if (cursor === undefined) return undefined;
  const currency = cursor.element.attributes.get("Ccy");
  if (currency === undefined) {
    cursor.fault("has no currency (attribute Ccy)", "AM11");
    return undefined;
  }
  return cursor.value((text) => {
    const plain = decimal(text)
      .replace(/^\+/, "")
      .replace(/^\./, "0.")
      .replace(/(\.\d*?)0*$/, "$1")
      .replace(/\.$/, "");
    if (plain.startsWith("-"))
      throw new LeafFault("is below zero; the direction has an element of its own", "AM12");
    try {
      return parseMoney(plain, currency);
    } catch (error) {
      if (error instanceof UnknownCurrency)
        throw new LeafFault(`is in ${currency}, which is no currency`, "AM11");
      if (error instanceof TooManyDecimals)
        throw new LeafFault(`is finer than ${currency} is counted`, "CH20");
      throw new LeafFault(
        error instanceof BadAmount ? "is no amount" : "is more than the ledger carries",
        reason,
      );
    }
  }, reason);
}

function inCalendar(text: string): boolean {
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === text;
}
