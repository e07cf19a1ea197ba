import { QUANTITY_DECIMALS, scaled } from "@guildhall/sdk/orders";
import { id } from "ethers";
import type { z } from "zod";
import { integer, list, percent, section, until, word } from "../files/fields.ts";
import { type Report, readYamlFile } from "../files/input-file.ts";
import { lineOfText, positiveDecimal } from "./fields.ts";

const MOST_MILLI = 2n ** 48n - 1n;

const line = section({
  sku: lineOfText("an article's number", 64),
  description: lineOfText("a description", 200).optional(),
  quantity: positiveDecimal("a quantity", QUANTITY_DECIMALS),
  unit: lineOfText("a unit of measure", 16),
  neededBy: until,
  site: lineOfText("a place", 200),
});

const schema = section({
  orders: section({
    acceptWithinDays: integer(1, 365, "days"),
    inspectionDays: integer(0, 255, "days"),
    paymentDays: integer(0, 65_535, "days"),
    penalty: section({ percentPerDay: percent(0, 100), capPercent: percent(0, 100) }),
    payment: word(["invoice", "escrow"]),
  }),
  demand: list(line, "lines"),
});

/** A line of demand as its file states it. */
export interface DemandLine {
  readonly sku: string;
  readonly description: string;
  readonly quantityMilli: bigint;
  readonly unit: string;
  /** Seconds since 1970, UTC. */
  readonly neededBy: number;
  readonly site: string;
}

/** The terms of the orders that a plan places. */
export interface PlannedTerms {
  readonly acceptWithinDays: number;
  readonly inspectionDays: number;
  readonly paymentDays: number;
  readonly penaltyBpsPerDay: number;
  readonly penaltyCapBps: number;
  readonly escrowed: boolean;
}

/** A file of demand. */
export interface DemandFile {
  readonly lines: readonly DemandLine[];
  readonly terms: PlannedTerms;
}

/**
 * Reads a file of demand.
 *
 * @param path As it shall appear in findings.
 * @throws InputFileError with every finding: line, column, field, value, expectation.
 */
export async function readDemandFile(path: string): Promise<DemandFile> {
  const {
    data: { demand, orders },
  } = await readYamlFile(path, schema, { sound: sumsUp });
  const { penalty, payment, ...days } = orders;
  return {
    lines: demand.map(({ quantity, description, ...rest }) => ({
      ...rest,
      description: description ?? "",
      quantityMilli: scaled(quantity, QUANTITY_DECIMALS),
    })),
    terms: {
      ...days,
      penaltyBpsPerDay: penalty.percentPerDay,
      penaltyCapBps: penalty.capPercent,
      escrowed: payment === "escrow",
    },
  };
}

/** No line is too large, none is there twice, and an article is counted in one unit, since it has one price. */
function sumsUp({ demand }: z.output<typeof schema>, report: Report): void {
  const first = new Map<string, number>();
  const units = new Map<string, string>();
  for (const [index, each] of demand.entries()) {
    if (scaled(each.quantity, QUANTITY_DECIMALS) > MOST_MILLI)
      report(["demand", index, "quantity"], "is more than the plan can hold (2^48 thousandths)");
    const key = [each.sku, each.site, each.neededBy].join("\0");
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index);
    else report(["demand", index], `is the same article, place and date as demand[${earlier}]; add them up`);
    const unit = units.get(each.sku) ?? each.unit;
    units.set(each.sku, unit);
    if (unit !== each.unit)
      report(["demand", index, "unit"], `is "${unit}" in an earlier line of this article`);
  }
}

/** What stands on the ledger for the texts of a line, and the digest of all of it. */
export function digestsOf(demandLine: DemandLine): { sku: string; site: string; file: string } {
  const { sku, site, description, quantityMilli, unit, neededBy } = demandLine;
  const text = JSON.stringify({
    description,
    neededBy: String(neededBy),
    quantityMilli: String(quantityMilli),
    site,
    sku,
    type: "guildhall demand 1",
    unit,
  });
  return { sku: id(sku), site: id(site), file: id(text) };
}
