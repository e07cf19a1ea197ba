import { GuildhallError } from "@guildhall/sdk/errors";
import { decodeReference, type Movement } from "@guildhall/sdk/payments";
import { ZeroAddress, ZeroHash } from "ethers";
import type { Account, AccountStatement, Entry, EntryDetail, Statement } from "../iso20022/model.ts";
import { WRITTEN } from "../iso20022/write.ts";
import { formatMoney, type Money } from "../money.ts";
import type { AccountBook, BookEntry } from "./accounts.ts";

/** The movements that a node tells of do not give the balance that it tells of. */
export class MovementsIncomplete extends GuildhallError {
  override readonly name = "MovementsIncomplete";
  constructor(account: string, sum: string, balance: string) {
    super(
      `The movements of ${account} give ${sum}, its balance is ${balance}.`,
      "An event is missing at this node; ask another one.",
      { account, sum, balance },
    );
  }
}

/** What a statement is made of. */
export interface StatementSource {
  readonly account: string;
  readonly currency: string;
  /** Every movement of the account up to the head. */
  readonly movements: readonly Movement[];
  /** Balance at the head. */
  readonly balanceMinor: bigint;
  /** Time of the head, seconds UTC. */
  readonly now: number;
  readonly book: AccountBook;
}

/** The day has not begun. */
export class DayToCome extends GuildhallError {
  override readonly name = "DayToCome";
  constructor(day: string) {
    super(`${day} has not begun on the ledger.`, "Ask for that day when it is over; days are those of UTC.", {
      day,
    });
  }
}

/** How a statement is named. */
export interface StatementNames {
  readonly messageId: string;
  readonly createdAt: string;
}

const SECONDS_PER_DAY = 86_400;

/**
 * The statement of an account for one UTC day, out of the ledger's events. Its balances are sums of movements, and those of
 * the whole history must give the balance that the ledger holds. While the day goes on, it ends with an interim
 * balance.
 *
 * @throws MovementsIncomplete; DayToCome.
 */
export function statementOf(source: StatementSource, day: string, names: StatementNames): AccountStatement {
  const { account, currency, movements, balanceMinor, now, book } = source;
  const from = Date.parse(`${day}T00:00:00Z`) / 1000;
  const to = from + SECONDS_PER_DAY;
  if (now < from) throw new DayToCome(day);
  const total = sumOf(movements, account);
  if (total !== balanceMinor) {
    throw new MovementsIncomplete(account, formatMoney(total, currency), formatMoney(balanceMinor, currency));
  }
  const opening = sumOf(
    movements.filter(({ at }) => at < from),
    account,
  );
  const today = movements.filter(({ at }) => at >= from && at < to);
  const closing = opening + sumOf(today, account);
  const owner = book.entryOf(account);
  const statement: Statement = {
    id: names.messageId,
    sequence: undefined,
    createdAt: names.createdAt,
    fromDay: day,
    toDay: day,
    account: { ...accountOf(owner, account), currency },
    owner: undefined,
    servicer: undefined,
    balances: [
      { type: "OPBD", currency, amountMinor: opening, day },
      { type: now < to ? "ITBD" : "CLBD", currency, amountMinor: closing, day },
    ],
    entries: today.map((movement) => entryOf(movement, source, day)),
  };
  return { kind: "camt.053", name: WRITTEN["camt.053"], ...names, statements: [statement] };
}

/** What movements add to an account. Money that it paid to itself adds nothing. */
export function sumOf(movements: readonly Movement[], account: string): bigint {
  return movements.reduce((sum, movement) => sum + signedAmount(movement, account), 0n);
}

/** An amount as it changes the account: below zero where money leaves. */
export function signedAmount({ from, to, amountMinor }: Movement, account: string): bigint {
  if (from === to) return 0n;
  return to === account ? amountMinor : -amountMinor;
}

const PAYMENT_KINDS: readonly Movement["kind"][] = [
  "payment",
  "quarantine",
  "to-other-bank",
  "from-other-bank",
];

/** Whether the reference of a movement is one of `encodeReference`; an issue or redemption has one of its bank's own. */
export function isPayment(kind: Movement["kind"]): boolean {
  return PAYMENT_KINDS.includes(kind);
}

/** Bank transaction codes (domain, family, sub-family) of what happens on the ledger. */
const CODES = {
  in: "PMNT/RCDT/BOOK",
  out: "PMNT/ICDT/BOOK",
  issue: "PMNT/RCDT/OTHR",
  redemption: "PMNT/ICDT/OTHR",
} as const;

function entryOf(movement: Movement, { account, currency, book }: StatementSource, day: string): Entry {
  const amountMinor = signedAmount(movement, account);
  const { kind, blockNumber, index, transactionHash } = movement;
  const code =
    kind === "issue" || kind === "redemption" ? CODES[kind] : CODES[amountMinor < 0n ? "out" : "in"];
  return {
    reference: `${blockNumber}-${index}`,
    bankReference: undefined,
    currency,
    amountMinor,
    isReversal: false,
    status: "BOOK",
    bookingDay: day,
    valueDay: day,
    code,
    charges: [],
    details: [
      detailOf(movement, { currency, amountMinor: amountMinor < 0n ? -amountMinor : amountMinor }, book),
    ],
    information: `${kind} ${transactionHash}`,
  };
}

function detailOf({ kind, from, to, reference }: Movement, amount: Money, book: AccountBook): EntryDetail {
  const { uetr, reason } = decodeReference(isPayment(kind) ? reference : ZeroHash);
  return {
    messageId: undefined,
    instructionId: undefined,
    endToEndId: undefined,
    transactionId: undefined,
    uetr,
    amount,
    instructed: undefined,
    charges: [],
    debtor: undefined,
    debtorAccount: from === ZeroAddress ? undefined : accountOf(book.entryOf(from), from),
    creditor: undefined,
    creditorAccount: to === ZeroAddress ? undefined : accountOf(book.entryOf(to), to),
    purpose: reason,
    remittance: undefined,
  };
}

/** Scheme of an account number that is an address of the ledger, which has more letters than banks' account numbers. */
const LEDGER_SCHEME = "GUILDHALL";

/** An account as banks know it; one that is in no book by its address on the ledger. */
function accountOf(entry: BookEntry | undefined, address: string): Account {
  const number = entry?.iban === undefined ? (entry?.other ?? address) : undefined;
  const schemeName = number === address ? LEDGER_SCHEME : undefined;
  return {
    iban: entry?.iban,
    other:
      number === undefined ? undefined : { id: number, schemeCode: undefined, schemeName, issuer: undefined },
    currency: undefined,
    name: undefined,
  };
}
