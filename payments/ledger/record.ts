import { GuildhallError } from "@guildhall/sdk/errors";
import { keccak256 } from "ethers";
import { withCharges } from "../iso20022/messages/pacs004.ts";
import {
  type Message,
  type PaymentReturn,
  type ReturnedPayment,
  type StatusReason,
  type StatusReport,
  senderOf,
} from "../iso20022/model.ts";
import type { Reason } from "../iso20022/reasons.ts";
import { formatMoney } from "../money.ts";
import type { Plan } from "./plan.ts";
import type { Book, ParkedRecord, PaymentRecord, ReturnRecord } from "./store.ts";

/** A message that contradicts what is known already. */
export class MessageContradicts extends GuildhallError {
  override readonly name = "MessageContradicts";
  /** What a status report says of it. */
  readonly reason: Reason;
  /** The message refused. */
  readonly refused: Message;
  constructor(refused: Message, faults: readonly string[], reason: Reason) {
    super(faults.join("\n"), "Nothing was written. Ask the sender.", { reason });
    this.message = `${this.why}\n${this.remedy}`;
    this.reason = reason;
    this.refused = refused;
  }
}

/** What a message changed in the book. */
export interface Recorded {
  /** Whether the very same message was read before. */
  readonly isKnown: boolean;
  readonly payments: readonly PaymentRecord[];
  readonly returns: readonly { payment: PaymentRecord; returned: ReturnRecord }[];
  readonly statuses: readonly { payment: PaymentRecord; status: string }[];
  readonly parked: readonly ParkedRecord[];
}

/** Digest of a message's file. */
export function digestOf(bytes: Uint8Array): string {
  return keccak256(bytes);
}

const NOTHING = { payments: [], returns: [], statuses: [], parked: [] };

/**
 * Enters what a message says: payments, statuses or returns; of a statement only that it was read.
 *
 * @param plan Of a message with payments.
 * @throws MessageContradicts.
 */
export function recordAll(book: Book, message: Message, digest: string, plan: Plan | undefined): Recorded {
  switch (message.kind) {
    case "pacs.002":
      return recordStatuses(book, message, digest);
    case "pacs.004":
      return recordReturns(book, message, digest);
    case "camt.053":
      return { ...NOTHING, isKnown: recordMessage(book, message, digest) };
    default:
      return recordPayments(book, message, digest, plan ?? { payments: [], parked: [] });
  }
}

/**
 * Enters the payments of a message. The same message again changes nothing but what was parked then and is known now.
 *
 * @throws MessageContradicts when another message of the same id, or with one of its UETRs, was read before.
 */
export function recordPayments(book: Book, message: Message, digest: string, plan: Plan): Recorded {
  const isKnown = recordMessage(book, message, digest);
  const entries = [...plan.payments, ...plan.parked].sort((a, b) => a.position - b.position);
  const byUetr = new Map(book.payments.map((payment) => [payment.uetr, payment]));
  const within = new Set<string>();
  const faults = entries.flatMap(({ uetr, position }) => {
    const known = byUetr.get(uetr);
    if (within.has(uetr))
      return [`Payment ${position} has the UETR ${uetr} of another payment of this message.`];
    within.add(uetr);
    if (known === undefined || known.message === digest) return [];
    return [
      `Payment ${position} has the UETR ${uetr}, which came with message ${known.messageId}, payment ${known.position}.`,
    ];
  });
  if (faults.length > 0) throw new MessageContradicts(message, faults, "AM05");
  const payments = entries.map((entry): PaymentRecord => {
    const { position, uetr, endToEndId, amount } = entry;
    const known = byUetr.get(uetr);
    if (known !== undefined && known.state !== "parked") return known;
    const accounts =
      "payer" in entry ? { payer: entry.payer.account, payee: entry.payee.account } : { why: entry.why };
    const made: PaymentRecord = {
      uetr,
      message: digest,
      messageId: message.messageId,
      position,
      endToEndId,
      ...amount,
      ...accounts,
      state: "payer" in entry ? "planned" : "parked",
      statuses: known?.statuses ?? [],
      returns: known?.returns ?? [],
    };
    if (known === undefined) book.payments.push(made);
    else book.payments.splice(book.payments.indexOf(known), 1, made);
    return made;
  });
  return { ...NOTHING, isKnown, payments };
}

/**
 * Enters what a report says of known payments. What it says of others is parked; no payment changes for it.
 *
 * @throws MessageContradicts when another report of the same id was read before.
 */
export function recordStatuses(book: Book, report: StatusReport, digest: string): Recorded {
  if (recordMessage(book, report, digest)) return { ...NOTHING, isKnown: true };
  const statuses: { payment: PaymentRecord; status: string }[] = [];
  const parked: ParkedRecord[] = [];
  const enter = (payment: PaymentRecord, status: string, reasons: readonly StatusReason[]): void => {
    payment.statuses.push({ message: digest, status, reasons: reasons.map(describeReason) });
    if (status === "RJCT" && payment.state !== "paid") payment.state = "refused";
    statuses.push({ payment, status });
  };
  const ofGroup = book.payments.filter(({ messageId }) => messageId === report.originalMessageId);
  if (report.transactions.length === 0) {
    const { groupStatus } = report;
    if (groupStatus !== undefined) for (const payment of ofGroup) enter(payment, groupStatus, report.reasons);
    if (groupStatus === undefined || ofGroup.length === 0) {
      const what = `${report.groupStatus ?? "no status"} of message ${report.originalMessageId ?? "(none named)"}`;
      parked.push({ message: digest, position: 0, kind: report.kind, what });
    }
  }
  report.transactions.forEach((each, index) => {
    const payment = match(book, each.uetr, each.endToEndId, report.originalMessageId);
    const status = each.status ?? report.groupStatus;
    if (payment !== undefined && status !== undefined) {
      enter(payment, status, each.reasons);
      return;
    }
    const what = `${status ?? "no status"} of payment ${each.uetr ?? each.endToEndId ?? each.transactionId ?? "(none named)"}`;
    parked.push({ message: digest, position: index + 1, kind: report.kind, what });
  });
  book.parked.push(...parked);
  return { ...NOTHING, isKnown: false, statuses, parked };
}

/**
 * Enters returns of known payments. Together with the charges that banks kept back, no more can come back than was paid.
 *
 * @throws MessageContradicts naming every return that is too much, or of another amount or currency.
 */
export function recordReturns(book: Book, message: PaymentReturn, digest: string): Recorded {
  if (recordMessage(book, message, digest)) {
    return { ...NOTHING, isKnown: true, returns: returnsOf(book, digest) };
  }
  const parked: ParkedRecord[] = [];
  const faults: string[] = [];
  message.returns.forEach((each, index) => {
    const position = index + 1;
    const payment = match(book, each.originalUetr, each.originalEndToEndId, each.originalMessageId);
    if (payment === undefined) {
      const what = `return of payment ${each.originalUetr ?? each.originalEndToEndId ?? "(none named)"}`;
      parked.push({ message: digest, position, kind: message.kind, what });
      return;
    }
    const fault = faultOf(payment, each);
    if (fault !== undefined) {
      faults.push(`Return ${position} ${fault}.`);
      return;
    }
    const { amountMinor } = each.returned;
    payment.returns.push({
      message: digest,
      position,
      returnId: each.returnId,
      amountMinor,
      chargesMinor: withCharges(each.returned, each.charges).amountMinor - amountMinor,
      reason: each.reason?.code ?? each.reason?.proprietary,
      state: "planned",
    });
  });
  if (faults.length > 0) throw new MessageContradicts(message, faults, "AM09");
  book.parked.push(...parked);
  return { ...NOTHING, isKnown: false, returns: returnsOf(book, digest), parked };
}

/** What can still come back of a payment. */
export function returnable({ amountMinor, returns }: PaymentRecord): bigint {
  return returns.reduce((left, each) => left - each.amountMinor - each.chargesMinor, amountMinor);
}

function returnsOf(book: Book, digest: string): Recorded["returns"] {
  return book.payments.flatMap((payment) =>
    payment.returns.filter(({ message }) => message === digest).map((returned) => ({ payment, returned })),
  );
}

function faultOf(
  payment: PaymentRecord,
  { returned, originalAmount, charges }: ReturnedPayment,
): string | undefined {
  const { currency, amountMinor } = payment;
  if (returned.currency !== currency) {
    return `is in ${returned.currency}, payment ${payment.uetr} was in ${currency}`;
  }
  if (
    originalAmount !== undefined &&
    (originalAmount.currency !== currency || originalAmount.amountMinor !== amountMinor)
  ) {
    const said = formatMoney(originalAmount.amountMinor, originalAmount.currency);
    return `says that payment ${payment.uetr} was of ${said}, it was of ${formatMoney(amountMinor, currency)}`;
  }
  if (charges.some((charge) => charge.amount.currency !== currency)) {
    return `has charges in another currency than payment ${payment.uetr}`;
  }
  const whole = withCharges(returned, charges).amountMinor;
  const left = returnable(payment);
  if (whole <= left) return undefined;
  const [asked, rest] = [whole, left].map((each) => formatMoney(each, currency));
  return `brings ${asked} with its charges, of payment ${payment.uetr} ${rest} can still come back`;
}

/** A payment by its UETR; without one by its own id within its message. A missing id matches nothing. */
function match(
  { payments }: Book,
  uetr: string | undefined,
  endToEndId: string | undefined,
  messageId: string | undefined,
): PaymentRecord | undefined {
  if (uetr !== undefined) return payments.find((payment) => payment.uetr === uetr);
  if (endToEndId === undefined || messageId === undefined) return undefined;
  const found = payments.filter(
    (payment) => payment.endToEndId === endToEndId && payment.messageId === messageId,
  );
  return found.length === 1 ? found[0] : undefined;
}

/** @returns Whether the very same file was read before. */
function recordMessage({ messages }: Book, message: Message, digest: string): boolean {
  const { kind, name, messageId } = message;
  const sender = senderOf(message);
  if (messages.some((known) => known.digest === digest)) return true;
  const known = messages.find(
    (each) => each.kind === kind && each.sender === sender && each.messageId === messageId,
  );
  if (known !== undefined) {
    const fault = `A ${kind} of the id ${messageId} from ${sender || "nobody named"} was read before, and it was another one.`;
    throw new MessageContradicts(message, [fault], "DU01");
  }
  messages.push({ digest, kind, name, sender, messageId });
  return false;
}

function describeReason({ code, proprietary, information }: StatusReason): string {
  return [code ?? proprietary ?? "", ...information].filter((part) => part !== "").join(" ");
}
