import {
  BadTotal,
  type OrderContent,
  PRICE_DECIMALS,
  QUANTITY_DECIMALS,
  totalMinor,
} from "@guildhall/sdk/orders";
import type { z } from "zod";
import { field, integer, list, percent, section, until, word } from "../files/fields.ts";
import { type Report, readYamlFile } from "../files/input-file.ts";
import { exponentOf, formatMoney, parseMoney } from "../payments/money.ts";
import { lineOfText, positiveDecimal } from "./fields.ts";

const line = section({
  sku: lineOfText("an article's number", 64),
  description: lineOfText("a description", 200).optional(),
  quantity: positiveDecimal("a quantity", QUANTITY_DECIMALS),
  unit: lineOfText("a unit of measure", 16),
  unitPrice: positiveDecimal("a price", PRICE_DECIMALS),
});

const currency = field("a currency of ISO 4217, such as EUR", (text) => {
  try {
    exponentOf(text);
  } catch {
    throw new Error("is no currency");
  }
  return text;
});

/** An amount without its currency, which the file names once; only the rounding item may be below zero. */
const amount = field("an amount, such as 93.36", (text) => {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Error("is not an amount in plain digits");
  return text;
});

const schema = section({
  number: lineOfText("the buyer's number of the order", 64),
  supplier: lineOfText("the supplier's alias", 64),
  currency,
  bank: lineOfText("the alias of the bank whose money it is", 64),
  acceptBy: until,
  deliverBy: until,
  deliverTo: lineOfText("the place of delivery", 200),
  inspectionDays: integer(0, 255, "days"),
  paymentDays: integer(0, 65_535, "days"),
  penalty: section({ percentPerDay: percent(0, 100), capPercent: percent(0, 100) }),
  payment: word(["invoice", "escrow"]),
  lines: list(line, "lines"),
  rounding: amount.optional(),
  total: amount,
});

/** An order as its file states it. */
export interface OrderFile {
  readonly content: OrderContent;
  readonly supplier: string;
  readonly bank: string;
  readonly totalMinor: bigint;
  /** Seconds since 1970, UTC. */
  readonly acceptBy: number;
  readonly deliverBy: number;
  readonly inspectionDays: number;
  readonly paymentDays: number;
  readonly penaltyBpsPerDay: number;
  readonly penaltyCapBps: number;
  readonly escrowed: boolean;
}

/**
 * Reads the file of an order.
 *
 * @param path As it shall appear in findings.
 * @throws InputFileError with every finding: line, column, field, value, expectation.
 */
export async function readOrderFile(path: string): Promise<OrderFile> {
  const { data } = await readYamlFile(path, schema, { sound: check });
  const content = contentOf(data);
  return {
    content,
    supplier: data.supplier,
    bank: data.bank,
    totalMinor: totalMinor(content),
    acceptBy: data.acceptBy,
    deliverBy: data.deliverBy,
    inspectionDays: data.inspectionDays,
    paymentDays: data.paymentDays,
    penaltyBpsPerDay: data.penalty.percentPerDay,
    penaltyCapBps: data.penalty.capPercent,
    escrowed: data.payment === "escrow",
  };
}

type Data = z.output<typeof schema>;

function contentOf({ number, currency: code, deliverTo, lines, rounding }: Data): OrderContent {
  return {
    number,
    currency: code,
    exponent: exponentOf(code),
    deliverTo,
    lines: lines.map(({ description, ...rest }) => ({ ...rest, description: description ?? "" })),
    roundingMinor: rounding === undefined ? 0n : signedMinor(rounding, code),
  };
}

function check(data: Data, report: Report): void {
  if (data.deliverBy < data.acceptBy) report(["deliverBy"], "is earlier than acceptBy");
  const stated = minorAt(["total"], data.total, data.currency, report);
  const rounding = minorAt(["rounding"], data.rounding ?? "0", data.currency, report);
  if (stated === undefined || rounding === undefined) return;
  if (stated <= 0n) {
    report(["total"], "is not above zero; what is owed the other way is a credit, see `order credit`");
    return;
  }
  const content = contentOf(data);
  try {
    const total = totalMinor(content);
    if (total === stated) return;
    report(
      ["total"],
      `${JSON.stringify(data.total)} is not what the lines come to, each rounded half up: ` +
        `${formatMoney(total, data.currency)}; expected that, or a rounding item that states the difference`,
    );
  } catch (error) {
    if (!(error instanceof BadTotal)) throw error;
    report([data.rounding === undefined ? "lines" : "rounding"], `${error.why} ${error.remedy}`);
  }
}

function minorAt(path: string[], text: string, code: string, report: Report): bigint | undefined {
  try {
    return signedMinor(text, code);
  } catch (error) {
    report(path, `${JSON.stringify(text)}: ${(error as { why?: string }).why ?? (error as Error).message}`);
    return undefined;
  }
}

function signedMinor(text: string, code: string): bigint {
  const { amountMinor } = parseMoney(text.replace(/^-/, ""), code);
  return text.startsWith("-") ? -amountMinor : amountMinor;
}
