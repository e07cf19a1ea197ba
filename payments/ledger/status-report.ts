import type { MessageInvalid, Refused } from "../iso20022/finding.ts";
import type { Message, StatusReason, StatusReport, TransactionStatus } from "../iso20022/model.ts";
import { WRITTEN } from "../iso20022/write.ts";
import type { MessageContradicts } from "./record.ts";
import type { PaymentRecord, PaymentState } from "./store.ts";

interface Names {
  readonly messageId: string;
  readonly createdAt: string;
}

/** Longest piece of AddtlInf. */
const LONGEST = 105;

/** What a report says of a message that could not be used: every fault with its reason, at its transaction. */
export function refusalOf({ findings, refused }: MessageInvalid, names: Names): StatusReport {
  const faults = findings.filter(({ kind }) => kind === "fault");
  const reasonsAt = (transaction: number | undefined): StatusReason[] =>
    faults
      .filter((fault) => fault.transaction === transaction)
      .map(({ reason, path, message }) =>
        reasonOf(reason, `${path.split("/").slice(-2).join("/")} ${message}`),
      );
  return {
    ...report(refused, names),
    groupStatus: "RJCT",
    reasons: reasonsAt(undefined),
    transactions: refused.transactions.flatMap((each, index): TransactionStatus[] => {
      const reasons = reasonsAt(index + 1);
      return reasons.length === 0 ? [] : [{ ...each, status: "RJCT", reasons }];
    }),
  };
}

/** What a report says of a message that contradicts what is known. */
export function contradictionOf({ reason, why, refused }: MessageContradicts, names: Names): StatusReport {
  return { ...report(namesOf(refused), names), groupStatus: "RJCT", reasons: [reasonOf(reason, why)] };
}

function namesOf({ name, messageId, createdAt }: Message): Refused {
  return { messageName: name, messageId, createdAt, transactions: [] };
}

/** Where payments stand in the words of the standard: accepted and settled, pending, or rejected. */
const STATUSES: Readonly<Record<PaymentState, string>> = {
  paid: "ACSC",
  planned: "PDNG",
  quarantined: "PDNG",
  parked: "PDNG",
  refused: "RJCT",
};

/** What a report says of a message that was read: where each of its payments stands. */
export function progressOf(message: Message, payments: readonly PaymentRecord[], names: Names): StatusReport {
  const transactions = payments.map((payment): TransactionStatus => {
    const status = STATUSES[payment.state];
    const reasons = payment.why === undefined ? [] : [reasonOf("NARR", payment.why)];
    const { uetr, endToEndId } = payment;
    return { instructionId: undefined, transactionId: undefined, endToEndId, uetr, status, reasons };
  });
  const statuses = new Set(transactions.map(({ status }) => status));
  const [only] = statuses;
  return {
    ...report(namesOf(message), names),
    groupStatus: statuses.size === 1 ? only : "PART",
    transactions,
  };
}

function report({ messageName, messageId }: Refused, names: Names): StatusReport {
  return {
    kind: "pacs.002",
    name: WRITTEN["pacs.002"],
    ...names,
    sender: undefined,
    originalMessageId: messageId ?? "UNKNOWN",
    originalMessageName: messageName ?? "UNKNOWN",
    groupStatus: undefined,
    reasons: [],
    transactions: [],
  };
}

function reasonOf(code: string, text: string): StatusReason {
  const words = text.replaceAll("\n", " ");
  return {
    code,
    proprietary: undefined,
    information: [words.length > LONGEST ? `${words.slice(0, LONGEST - 3)}...` : words],
  };
}
