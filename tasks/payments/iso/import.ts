import { writeFile } from "node:fs/promises";
import { describe } from "../../../payments/iso20022/finding.ts";
import type { Message } from "../../../payments/iso20022/model.ts";
import { type ReadMessage, readMessage } from "../../../payments/iso20022/read.ts";
import { isLeft } from "../../../payments/ledger/pay.ts";
import { batchFile, openPayments } from "../../../payments/ledger/payables.ts";
import { hasPayments, planOf } from "../../../payments/ledger/plan.ts";
import { digestOf, type Recorded, recordAll, returnable } from "../../../payments/ledger/record.ts";
import { openStore } from "../../../payments/ledger/store.ts";
import { formatMoney } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import { type Output, table } from "../../lib/output.ts";
import { DEFAULT_STORE, type LedgerArguments, openAccounts, readBytes } from "./options.ts";
import { type SentRow, sendDue } from "./sending.ts";

interface Arguments extends LedgerArguments {
  file: string;
  store: string | undefined;
  plan: string | undefined;
  send: boolean;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const bytes = await readBytes(args.file);
  const read = readMessage(bytes, args.file);
  const accounts = await openAccounts(context, args.accounts);
  const { message } = read;
  const plan = hasPayments(message) ? planOf(message, accounts) : undefined;
  const store = await openStore(args.store ?? DEFAULT_STORE, (await context.provider.getNetwork()).chainId);
  try {
    const recorded = recordAll(store.book, message, digestOf(bytes), plan);
    await store.save();
    const open = openPayments(message, recorded, plan);
    if (args.plan !== undefined) await writeFile(args.plan, batchFile(open));
    const sent = args.send ? await sendDue(context, args, store, accounts, open) : [];
    if (sent.some(({ outcome }) => isLeft(outcome))) process.exitCode = 1;
    return report(args.file, read, recorded, sent);
  } finally {
    await store.close();
  }
});

function report(
  file: string,
  { message, remarks, leftOut }: ReadMessage,
  recorded: Recorded,
  sent: readonly SentRow[],
): Output {
  const { payments, returns, statuses, parked, isKnown } = recorded;
  const outcomes = new Map(sent.map(({ position, outcome }) => [position, outcome]));
  const texts = [
    `${message.name} ${message.messageId}${isKnown ? ", read before: nothing is entered twice" : ""}`,
    ...remarks.map((remark) => describe(file, remark)),
    ...(leftOut.length > 0 ? [`Not carried here: ${leftOut.join(", ")}`] : []),
  ];
  if (payments.length > 0) {
    const rows = payments.map(({ position, amountMinor, currency, payer, payee, state, why, uetr }) => {
      const money = formatMoney(amountMinor, currency);
      return [position, money, payer, payee, outcomes.get(position) ?? state, why, uetr];
    });
    texts.push(table(["payment", "amount", "payer", "payee", "state", "why", "UETR"], rows));
  }
  if (returns.length > 0) {
    const rows = returns.map(({ payment, returned }) => [
      returned.position,
      formatMoney(returned.amountMinor, payment.currency),
      formatMoney(returned.chargesMinor, payment.currency),
      formatMoney(payment.amountMinor, payment.currency),
      formatMoney(returnable(payment), payment.currency),
      returned.reason,
      outcomes.get(returned.position) ?? returned.state,
      payment.uetr,
    ]);
    texts.push(
      table(
        ["return", "comes back", "charges", "of", "can still come back", "reason", "state", "UETR"],
        rows,
      ),
    );
  }
  if (statuses.length > 0) {
    const rows = statuses.map(({ payment, status }) => [payment.uetr, status, payment.state]);
    texts.push(table(["UETR", "status", "state"], rows));
  }
  if (parked.length > 0)
    texts.push(
      table(
        ["parked: no known payment matches"],
        parked.map(({ what }) => [what]),
      ),
    );
  if (message.kind === "camt.053") texts.push(...message.statements.map(describeStatement));
  const { kind, name, messageId } = message;
  const summary = { kind, name, messageId, isKnown };
  return {
    data: { ...summary, payments, returns, statuses, parked, remarks, leftOut, sent },
    text: texts.join("\n"),
  };
}

function describeStatement({ id, account, balances, entries }: StatementOf): string {
  const number = account.iban ?? account.other?.id;
  const rows = [
    ...balances.map(({ type, day, amountMinor, currency }) => [
      type,
      day,
      formatMoney(amountMinor, currency),
      "",
    ]),
    ...entries.map(({ reference, bookingDay, amountMinor, currency, isReversal, charges }) => [
      reference,
      bookingDay,
      formatMoney(amountMinor, currency),
      [
        isReversal ? "reversal" : "",
        ...charges.map(({ amount }) => `charge ${formatMoney(amount.amountMinor, amount.currency)}`),
      ].filter(Boolean),
    ]),
  ];
  return `Statement ${id} of ${number}; \`payments reconcile\` compares it with the ledger\n${table(["entry", "day", "amount", "about"], rows)}`;
}

type StatementOf = Extract<Message, { kind: "camt.053" }>["statements"][number];
