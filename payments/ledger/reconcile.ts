import { decodeReference, type Movement } from "@guildhall/sdk/payments";
import type { Entry, Statement } from "../iso20022/model.ts";
import { isPayment, signedAmount } from "./statement.ts";

/** A movement as either side tells of it. */
export interface Item {
  /** Entry of the statement, or place on the chain. */
  readonly place: string;
  readonly uetr: string | undefined;
  readonly day: string | undefined;
  /** Below zero where money leaves the account. */
  readonly amountMinor: bigint;
}

/** Both sides of one movement. */
export interface Pair {
  readonly statement: Item;
  readonly chain: Item;
  readonly by: "uetr" | "amount and day";
}

/** What a statement and the ledger agree and differ in. */
export interface Reconciliation {
  readonly matched: readonly Pair[];
  /** Same payment, other amount. */
  readonly amountDiffers: readonly Pair[];
  readonly missingOnChain: readonly Item[];
  readonly missingInStatement: readonly Item[];
  /** A UETR that one side has more than once in the same direction. */
  readonly duplicates: readonly { readonly side: "statement" | "chain"; readonly item: Item }[];
  /** Charges that the statement names; the ledger knows none. */
  readonly charges: readonly { readonly place: string; readonly amountMinor: bigint }[];
}

/** Days that a bank may book earlier or later than the ledger: it closes at night in its own zone. */
const DAYS_APART = 1;

/** Whether nothing is left to explain. */
export function isClean({
  amountDiffers,
  missingOnChain,
  missingInStatement,
  duplicates,
}: Reconciliation): boolean {
  return [amountDiffers, missingOnChain, missingInStatement, duplicates].every((list) => list.length === 0);
}

/**
 * Compares a statement with the movements of an account in its period: by UETR first, what has none by amount and day.
 *
 * @param movements Those of the statement's days, and of a day before and after, which are only matched and never missed.
 */
export function reconcile(
  statement: Statement,
  movements: readonly Movement[],
  account: string,
): Reconciliation {
  const stated = statement.entries.filter(({ status }) => status === "BOOK").flatMap(itemsOf);
  const ofStatement = firstOfEach(stated);
  const ofChain = firstOfEach(movements.map((each) => chainItem(each, account)));
  const matched: Pair[] = [];
  const amountDiffers: Pair[] = [];
  const left = new Set(ofChain.first);
  const byUetr = groupBy(ofChain.first, keyOf);
  const byAmount = groupBy(ofChain.first, ({ amountMinor }) => String(amountMinor));
  const unmatched = ofStatement.first.filter((item) => {
    const chain = item.uetr === undefined ? undefined : byUetr.get(keyOf(item))?.[0];
    if (chain === undefined) return true;
    left.delete(chain);
    const isSame = chain.amountMinor === item.amountMinor;
    (isSame ? matched : amountDiffers).push({ statement: item, chain, by: "uetr" });
    return false;
  });
  const missingOnChain = unmatched.filter((item) => {
    const alike = byAmount.get(String(item.amountMinor)) ?? [];
    const chain = alike.find((each) => left.has(each) && isLike(item, each));
    if (chain === undefined) return true;
    left.delete(chain);
    matched.push({ statement: item, chain, by: "amount and day" });
    return false;
  });
  const { from, to } = periodOf(statement);
  return {
    matched,
    amountDiffers,
    missingOnChain,
    missingInStatement: [...left].filter(({ day = "" }) => day >= from && day <= to),
    duplicates: [
      ...ofStatement.again.map((item) => ({ side: "statement" as const, item })),
      ...ofChain.again
        .filter(({ day = "" }) => day >= from && day <= to)
        .map((item) => ({ side: "chain" as const, item })),
    ],
    charges: statement.entries.flatMap(chargesOf),
  };
}

/** First and last day that a statement is for, whatever it names. */
export function periodOf({ fromDay, toDay, balances, entries }: Statement): { from: string; to: string } {
  const days = [...balances.map(({ day }) => day), ...entries.map(({ bookingDay }) => bookingDay)];
  const known = days.filter((day) => day !== undefined).sort();
  return { from: fromDay ?? known[0] ?? "", to: toDay ?? known.at(-1) ?? "" };
}

/** The payments of an entry; of one that does not go into details, the entry itself. */
function itemsOf(entry: Entry, index: number): Item[] {
  const place = entry.reference ?? entry.bankReference ?? `entry ${index + 1}`;
  const day = entry.bookingDay ?? entry.valueDay;
  const { details, amountMinor } = entry;
  const amounts = details.map(({ amount }) =>
    amount?.currency === entry.currency ? amount.amountMinor : undefined,
  );
  if (details.length === 0 || (details.length > 1 && amounts.includes(undefined))) {
    return [{ place, uetr: undefined, day, amountMinor }];
  }
  const kept = [entry, ...details].flatMap(({ charges }) => charges);
  const total = amounts.reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n);
  const moved = amountMinor < 0n ? -amountMinor : amountMinor;
  const isExplained = isDifferenceOf(
    moved,
    total,
    kept.map(({ amount }) => amount.amountMinor),
  );
  return details.map((detail, position): Item => {
    const amount = details.length === 1 && !isExplained ? moved : (amounts[position] ?? moved);
    return {
      place: details.length === 1 ? place : `${place}, payment ${position + 1}`,
      uetr: detail.uetr,
      day,
      amountMinor: amountMinor < 0n ? -amount : amount,
    };
  });
}

/** Whether details give the entry, with charges added, taken off or left aside. */
function isDifferenceOf(moved: bigint, total: bigint, charges: readonly bigint[]): boolean {
  const kept = charges.reduce((sum, each) => sum + each, 0n);
  return [total, total + kept, total - kept].includes(moved);
}

function chargesOf(entry: Entry, index: number): { place: string; amountMinor: bigint }[] {
  const place = entry.reference ?? entry.bankReference ?? `entry ${index + 1}`;
  const charges = [entry, ...entry.details].flatMap((each) => each.charges);
  return charges.map(({ amount }) => ({ place, amountMinor: amount.amountMinor }));
}

function chainItem(movement: Movement, account: string): Item {
  return {
    place: `block ${movement.blockNumber}, log ${movement.index}`,
    uetr: isPayment(movement.kind) ? decodeReference(movement.reference).uetr : undefined,
    day: new Date(movement.at * 1000).toISOString().slice(0, 10),
    amountMinor: signedAmount(movement, account),
  };
}

function firstOfEach(items: readonly Item[]): { first: Item[]; again: Item[] } {
  const seen = new Set<string>();
  const first: Item[] = [];
  const again: Item[] = [];
  for (const item of items) {
    const key = keyOf(item);
    if (item.uetr !== undefined && seen.has(key)) again.push(item);
    else first.push(item);
    seen.add(key);
  }
  return { first, again };
}

/** A payment and its return have one UETR; their directions tell them apart. */
function keyOf({ uetr, amountMinor }: Item): string {
  return `${uetr} ${amountMinor < 0n ? "out" : "in"}`;
}

function groupBy(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** A movement of the same amount about the same day. Where both name a UETR, they are different payments. */
function isLike(item: Item, chain: Item): boolean {
  if (item.uetr !== undefined && chain.uetr !== undefined) return false;
  if (item.day === undefined || chain.day === undefined) return true;
  return Math.abs(Date.parse(item.day) - Date.parse(chain.day)) <= DAYS_APART * 86_400_000;
}
