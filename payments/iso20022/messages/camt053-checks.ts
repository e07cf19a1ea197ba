import { formatMoney, type Money } from "../../money.ts";
import type { Cursor, Part } from "../cursor.ts";
import { decimal, digits } from "../leaves.ts";
import type { Balance, Entry, Statement } from "../model.ts";
import { controlSum, distance, scaled } from "../parts/amounts.ts";

/** Balances that open and close a period, the surest first. Interim ones stand on pages of a longer statement. */
const OPENING = ["OPBD", "PRCD", "ITBD"];
const CLOSING = ["CLBD", "ITBD"];

/** Banks date bookings back or ahead over weekends and month ends; farther away it is a mistake. */
const DAYS_OF_GRACE = 31;

/** What a statement's booked balances say. */
export interface BookedBalances<B> {
  readonly opening: B | undefined;
  readonly closing: B | undefined;
}

/** The balances between which the booked entries lie, as far as the statement has them. */
export function bookedBalances<B extends Pick<Part<Balance>, "type">>(
  balances: readonly B[],
): BookedBalances<B> {
  const opening = OPENING.map((type) => balances.find((each) => each.type === type)).find(Boolean);
  const closing = CLOSING.map((type) => balances.findLast((each) => each.type === type)).find(Boolean);
  return { opening, closing: closing === opening ? undefined : closing };
}

/** Checks that a statement speaks of one account in one currency, and that it adds up. */
export function checkStatement(cursor: Cursor, statement: Part<Statement>): void {
  checkCurrency(cursor, statement);
  checkDetails(cursor, statement);
  checkDays(cursor, statement);
  const { opening, closing } = bookedBalances(statement.balances as readonly Part<Balance>[]);
  if (closing === undefined) cursor.remark("names no closing balance: it is unknown, not zero");
  const entries = statement.entries as readonly Part<Entry>[];
  // Sums over entries that could not be read would only repeat their faults.
  if (entries.some(({ amountMinor, status }) => amountMinor === undefined || status === undefined)) return;
  checkSummary(cursor, entries as readonly Entry[]);
  const booked = entries.filter(({ status }) => status === "BOOK");
  const { currency } = opening ?? {};
  if (currency === undefined || closing?.currency !== currency) return;
  if (opening?.amountMinor === undefined || closing.amountMinor === undefined) return;
  const own = booked.filter((entry) => entry.currency === currency);
  const sum = own.reduce((all, { amountMinor = 0n }) => all + amountMinor, 0n);
  const moved = closing.amountMinor - opening.amountMinor;
  if (sum === moved) return;
  const [given, gone, difference] = [sum, moved, distance(sum, moved)].map((each) =>
    formatMoney(each, currency),
  );
  cursor.fault(
    `does not add up: its entries give ${given}, its balances move by ${gone}, a difference of ${difference}`,
    "AM09",
  );
}

function checkCurrency(cursor: Cursor, { account, balances, entries }: Part<Statement>): void {
  const all = [account, ...(balances ?? []), ...(entries ?? [])].flatMap((each) => each?.currency ?? []);
  const found = new Set(all);
  if (found.size <= 1) return;
  cursor.fault(`is of one account, but in ${found.size} currencies: ${[...found].join(", ")}`, "AM11");
}

/** A detail counts in the account's currency, unless the entry tells at which rate it was exchanged. */
function checkDetails(cursor: Cursor, { account, balances, entries }: Part<Statement>): void {
  const expected = account?.currency ?? balances?.[0]?.currency;
  cursor.all("Ntry").forEach((place, index) => {
    const entry = entries?.[index] as Part<Entry>;
    const currency = entry.currency ?? expected;
    const details = place.all("NtryDtls").flatMap((each) => each.all("TxDtls"));
    const isExchanged = [place, ...details].some((each) => hasExchange(each));
    const amounts = (entry.details ?? []).map((detail) => detail?.amount as Money | undefined);
    amounts.forEach((amount, detail) => {
      if (amount === undefined || currency === undefined || amount.currency === currency || isExchanged)
        return;
      details[detail]?.fault(
        `is in ${amount.currency}, the account in ${currency}, and no rate is named`,
        "AM11",
      );
    });
    if (entry.amountMinor === undefined || amounts.length === 0) return;
    if (amounts.some((amount) => amount?.currency !== currency)) return;
    const total = amounts.reduce((sum, amount) => sum + (amount?.amountMinor ?? 0n), 0n);
    const charges = [entry.charges, ...(entry.details ?? []).map((detail) => detail?.charges)].flatMap(
      (each) => each ?? [],
    );
    const kept = charges.reduce((sum, charge) => sum + (charge?.amount?.amountMinor ?? 0n), 0n);
    const moved = entry.amountMinor < 0n ? -entry.amountMinor : entry.amountMinor;
    if ([total, total + kept, total - kept].includes(moved)) return;
    const [of, detailed] = [moved, total].map((each) => formatMoney(each, currency as string));
    place.remark(`moves ${of}, its details give ${detailed}; the account moves by the entry`);
  });
}

function hasExchange(cursor: Cursor): boolean {
  const amounts = cursor.child("AmtDtls");
  return ["TxAmt", "InstdAmt", "CntrValAmt"].some((name) => amounts?.down(name, "CcyXchg") !== undefined);
}

/** An entry that was booked long before or after the period belongs to another statement. */
function checkDays(cursor: Cursor, { fromDay, toDay, balances, entries }: Part<Statement>): void {
  const days = (balances ?? []).flatMap((balance) => balance?.day ?? []).sort();
  const from = fromDay ?? days[0];
  const to = toDay ?? days.at(-1);
  if (from === undefined || to === undefined) return;
  cursor.all("Ntry").forEach((place, index) => {
    const booked = entries?.[index]?.bookingDay;
    if (booked === undefined || (booked >= from && booked <= to)) return;
    const message = `was booked on ${booked}, outside the statement's ${from} to ${to}`;
    const away = booked < from ? daysBetween(booked, from) : daysBetween(to, booked);
    if (away > DAYS_OF_GRACE) place.fault(message, "DT01");
    else place.remark(message);
  });
}

function daysBetween(earlier: string, later: string): number {
  return (Date.parse(`${later}T00:00Z`) - Date.parse(`${earlier}T00:00Z`)) / 86_400_000;
}

/** Numbers and sums that a statement states of itself. */
function checkSummary(cursor: Cursor, entries: readonly Entry[]): void {
  const summary = cursor.child("TxsSummry");
  if (summary === undefined) return;
  const groups = {
    TtlNtries: entries,
    TtlCdtNtries: entries.filter(({ amountMinor }) => amountMinor >= 0n),
    TtlDbtNtries: entries.filter(({ amountMinor }) => amountMinor < 0n),
  };
  for (const [name, group] of Object.entries(groups)) {
    const place = summary.child(name);
    const count = place?.text("NbOfNtries", digits(15), "AM18");
    if (count !== undefined && count !== group.length) {
      place?.fault(`says ${count} entries, but there are ${group.length}`, "AM18");
    }
    const sum = place?.text("Sum", decimal, "AM10");
    const found = controlSum(group.map(unsigned));
    if (sum !== undefined && scaled(sum) !== scaled(found)) {
      place?.fault(`says ${sum}, but the entries give ${found}`, "AM10");
    }
  }
}

function unsigned({ currency, amountMinor }: Entry): Money {
  return { currency, amountMinor: amountMinor < 0n ? -amountMinor : amountMinor };
}
