import { exponentOf, formatAmount, type Money } from "../../money.ts";
import type { Cursor, Part } from "../cursor.ts";
import { decimal, digits, max, readMoney } from "../leaves.ts";
import type { Charge, Remittance, StatusReason } from "../model.ts";
import { element, type Node } from "../xml/write.ts";
import { transliterate } from "./charset.ts";
import { readAgent, writeAgent } from "./parties.ts";

/** Decimals in which control sums are compared: as many as the standard lets them have. */
const SCALE = 17;

/** A whole number of 10^-17, so that sums over currencies of any exponent are exact. */
export function scaled(text: string): bigint {
  const sign = text.startsWith("-") ? -1n : 1n;
  const [whole = "", decimals = ""] = text.replace(/^[+-]/, "").split(".");
  return sign * BigInt((whole || "0") + decimals.padEnd(SCALE, "0"));
}

/** The sum of amounts as control sums count it: regardless of currencies, with as many decimals as the finest has. */
export function controlSum(amounts: readonly Money[]): string {
  const total = amounts.reduce(
    (sum, { amountMinor, currency }) => sum + scaled(formatAmount(amountMinor, currency)),
    0n,
  );
  const decimals = Math.max(0, ...amounts.map(({ currency }) => exponentOf(currency)));
  const digitsOf = total.toString().padStart(SCALE + 1, "0");
  const whole = digitsOf.slice(0, -SCALE);
  return decimals === 0 ? whole : `${whole}.${digitsOf.slice(-SCALE).slice(0, decimals)}`;
}

/** Checks number and control sum of transactions, as far as the message names them and all amounts could be read. */
export function checkTotals(cursor: Cursor, amounts: readonly (Money | undefined)[]): void {
  const count = cursor.child("NbOfTxs");
  const stated = count?.value(digits(15), "AM18");
  if (stated !== undefined && stated !== amounts.length) {
    count?.fault(`says ${stated} transactions, but there are ${amounts.length}`, "AM18");
  }
  const sum = cursor.child("CtrlSum");
  const total = sum?.value(decimal, "AM10");
  if (total === undefined || amounts.includes(undefined)) return;
  const found = controlSum(amounts as Money[]);
  if (scaled(total) !== scaled(found)) sum?.fault(`says ${total}, but the amounts give ${found}`, "AM10");
}

/** Exact difference of two sums in one currency, without sign. */
export function distance(first: bigint, second: bigint): bigint {
  return first > second ? first - second : second - first;
}

export function writeMoney(name: string, money: Money | undefined): Node | undefined {
  return element(name, money && formatAmount(money.amountMinor, money.currency), {
    Ccy: money?.currency ?? "",
  });
}

/** Charges of a transfer: amount and who took it. */
export function readCharges(cursor: Cursor, name = "ChrgsInf"): Part<Charge>[] {
  return cursor.all(name).map((charge) => ({
    amount: readMoney(charge.needed("Amt")),
    agent: readAgent(charge.child("Agt", "Pty")),
  }));
}

export function writeCharges(charges: readonly Charge[], name = "ChrgsInf"): (Node | undefined)[] {
  return charges.map(({ amount, agent }) =>
    element(name, [writeMoney("Amt", amount), writeAgent("Agt", agent)]),
  );
}

export function readRemittance(cursor: Cursor | undefined): Part<Remittance> | undefined {
  if (cursor === undefined) return undefined;
  const reference = cursor.all("Strd").map((each) => each.down("CdtrRefInf", "Ref"))[0];
  return { unstructured: cursor.texts("Ustrd", max(140)), reference: reference?.value(max(35)) };
}

export function writeRemittance(remittance: Remittance | undefined): Node | undefined {
  return element(
    "RmtInf",
    remittance && [
      ...remittance.unstructured.map((line) => element("Ustrd", transliterate(line))),
      element("Strd", [element("CdtrRefInf", [element("Ref", remittance.reference)])]),
    ],
  );
}

/** Why something was refused or returned. */
export function readReasons(cursor: Cursor | undefined, name: string): Part<StatusReason>[] {
  return (cursor?.all(name) ?? []).map((each) => {
    const reason = each.child("Rsn");
    return {
      code: reason?.text("Cd", max(4)),
      proprietary: reason?.text("Prtry", max(35)),
      information: each.texts("AddtlInf", max(105)),
    };
  });
}

export function writeReasons(reasons: readonly StatusReason[], name: string): (Node | undefined)[] {
  return reasons.map(({ code, proprietary, information }) =>
    element(name, [
      element("Rsn", [element("Cd", code), element("Prtry", proprietary)]),
      ...information.map((line) => element("AddtlInf", line)),
    ]),
  );
}
