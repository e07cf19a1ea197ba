import { deriveUetr, digestBytes, encodeReference } from "@guildhall/sdk/payments";
import { dataSlice, id } from "ethers";
import {
  type BankTransfers,
  type CustomerInitiation,
  type Message,
  senderOf,
  type Transfer,
} from "../iso20022/model.ts";
import type { Reason } from "../iso20022/reasons.ts";
import type { Money } from "../money.ts";
import type { AccountBook, BookEntry } from "./accounts.ts";

/** A payment that a message asks for, as the ledger would make it. */
export interface PlannedPayment {
  /** In the message, from 1. */
  readonly position: number;
  readonly uetr: string;
  readonly endToEndId: string | undefined;
  readonly amount: Money;
  readonly payer: BookEntry;
  readonly payee: BookEntry;
  /** Name of the creditor in the message. */
  readonly creditor: string | undefined;
  /** What the ledger's event carries. */
  readonly reference: string;
  /** Number that the token takes once: the same for the same payment of the same message. */
  readonly nonce: bigint;
  /** Day on which it is due, if the message says. */
  readonly day: string | undefined;
}

/** A payment that cannot be made as it stands. */
export interface ParkedPayment {
  readonly position: number;
  readonly uetr: string;
  readonly endToEndId: string | undefined;
  readonly amount: Money;
  readonly why: string;
  readonly reason: Reason;
}

/** What a message asks for. */
export interface Plan {
  readonly payments: readonly PlannedPayment[];
  readonly parked: readonly ParkedPayment[];
}

/** Whether a message asks for payments. */
export function hasPayments(message: Message): message is CustomerInitiation | BankTransfers {
  return message.kind === "pain.001" || message.kind === "pacs.008" || message.kind === "pacs.009";
}

/** Finds the accounts of every payment. One whose accounts are not in the book is parked. */
export function planOf(message: CustomerInitiation | BankTransfers, book: AccountBook): Plan {
  const payments: PlannedPayment[] = [];
  const parked: ParkedPayment[] = [];
  const isOfBanks = message.kind === "pacs.009";
  transfersOf(message).forEach(({ transfer, group, day }, index) => {
    const position = index + 1;
    const { endToEndId, amount } = transfer;
    const uetr = transfer.uetr ?? deriveUetr([...keyOf(message), group, String(position)]);
    const common = { position, uetr, endToEndId, amount };
    const payer = entryOf(book, transfer, "debtor", isOfBanks);
    const payee = entryOf(book, transfer, "creditor", isOfBanks);
    if (payer === undefined || payee === undefined) {
      const side = payer === undefined ? "debtor" : "creditor";
      const why = `the ${side}'s account ${numberOf(transfer, side)} is not in the address book`;
      parked.push({ ...common, why, reason: payer === undefined ? "AC02" : "AC03" });
      return;
    }
    if (payer.account === payee.account) {
      parked.push({ ...common, why: "debtor and creditor are one account of the ledger", reason: "AG01" });
      return;
    }
    payments.push({
      ...common,
      payer,
      payee,
      creditor: transfer.creditor.name,
      reference: referenceOf(uetr, transfer.purpose, endToEndId),
      nonce: firstNonce(message, payer.account) + BigInt(index),
      day,
    });
  });
  return { payments, parked };
}

/** The reference of a payment: its UETR, its purpose where that is a code of four, and the start of its own id's digest. */
export function referenceOf(
  uetr: string,
  reason: string | undefined,
  endToEndId: string | undefined,
): string {
  return encodeReference({
    uetr,
    reason: /^[A-Z0-9]{4}$/.test(reason ?? "") ? reason : undefined,
    ...(endToEndId === undefined ? {} : { own: digestBytes(endToEndId) }),
  });
}

/** Every payment of a message, in its order. */
export function transfersOf(
  message: CustomerInitiation | BankTransfers,
): { transfer: Transfer; group: string; day: string | undefined }[] {
  if (message.kind !== "pain.001") {
    return message.transfers.map((transfer) => ({ transfer, group: "", day: transfer.settlementDate }));
  }
  return message.groups.flatMap(({ id: group, executionDate, transfers }) =>
    transfers.map((transfer) => ({ transfer, group, day: executionDate })),
  );
}

function entryOf(
  book: AccountBook,
  transfer: Transfer,
  side: "debtor" | "creditor",
  isOfBanks: boolean,
): BookEntry | undefined {
  const account = transfer[`${side}Account`];
  if (account === undefined && isOfBanks) return book.findBank(transfer[side]);
  return book.find(account, transfer[`${side}Agent`]);
}

function numberOf(transfer: Transfer, side: "debtor" | "creditor"): string {
  const account = transfer[`${side}Account`];
  return account?.iban ?? account?.other?.id ?? transfer[side].bic ?? "(none named)";
}

/**
 * Number of a message's first payment by a payer. It follows from the message's key, so that nothing is paid twice even where
 * the store is lost; it is a multiple of 2^16, so that the numbers behind it share words of the token's bitmap.
 */
function firstNonce(message: Message, payer: string): bigint {
  const digest = id(JSON.stringify(["guildhall-batch", ...keyOf(message), payer]));
  return BigInt(`${dataSlice(digest, 0, 30)}0000`);
}

/** Number of a return, which follows from the payment and the message that brings it back. */
export function returnNonce(uetr: string, messageId: string, position: number): bigint {
  return BigInt(id(JSON.stringify(["guildhall-return", uetr, messageId, position])));
}

/** What tells a message from all others. */
function keyOf(message: Message): string[] {
  return [message.kind, senderOf(message), message.messageId];
}
