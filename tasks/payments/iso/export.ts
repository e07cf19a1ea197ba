import { writeFile } from "node:fs/promises";
import { formatInstant } from "@guildhall/sdk";
import { newUetr, parseUetr, readMovements } from "@guildhall/sdk/payments";
import { MessageInvalid } from "../../../payments/iso20022/finding.ts";
import type { Message, PaymentReturn } from "../../../payments/iso20022/model.ts";
import { ADDRESS_PROFILES, type AddressProfile } from "../../../payments/iso20022/parts/address.ts";
import { readMessage } from "../../../payments/iso20022/read.ts";
import { WRITTEN, writeMessage } from "../../../payments/iso20022/write.ts";
import { bankTransfersOf, initiationOf, readOrders } from "../../../payments/ledger/orders.ts";
import { hasPayments, planOf } from "../../../payments/ledger/plan.ts";
import { digestOf, MessageContradicts, recordAll, recordPayments } from "../../../payments/ledger/record.ts";
import { statementOf } from "../../../payments/ledger/statement.ts";
import { contradictionOf, progressOf, refusalOf } from "../../../payments/ledger/status-report.ts";
import { openStore, type Store } from "../../../payments/ledger/store.ts";
import { type Money, parseMoney } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import {
  DEFAULT_STORE,
  type LedgerArguments,
  ledgerAccount,
  openAccounts,
  readBytes,
  tokenOf,
} from "./options.ts";

interface Arguments extends LedgerArguments {
  kind: string;
  account: string | undefined;
  currency: string | undefined;
  day: string | undefined;
  orders: string | undefined;
  for: string | undefined;
  uetr: string | undefined;
  amount: string | undefined;
  charges: string | undefined;
  reason: string | undefined;
  messageId: string | undefined;
  addresses: string | undefined;
  out: string | undefined;
  store: string | undefined;
}

interface Names {
  readonly messageId: string;
  readonly createdAt: string;
}

export default action<Arguments>(async (args, context) => {
  const profile = profileNamed(args.addresses);
  const names = { messageId: args.messageId ?? newUetr().replaceAll("-", ""), createdAt: instantNow() };
  const message = await build(args, context, names);
  const xml = writeMessage(message, profile);
  // Reading it back is the proof that a partner can.
  readMessage(Buffer.from(xml), args.out ?? message.kind);
  if ("orders" in args && args.orders !== undefined) await remember(args, context, message, xml);
  if (args.out === undefined)
    return { data: { messageId: message.messageId, name: message.name, xml }, text: xml.trimEnd() };
  await writeFile(args.out, xml);
  const data = { messageId: message.messageId, name: message.name, file: args.out };
  return { data, text: `${args.out} holds the ${message.name} ${message.messageId}.` };
});

async function build(args: Arguments, context: Context, names: Names): Promise<Message> {
  switch (args.kind) {
    case "camt.053":
      return buildStatement(args, context, names);
    case "pain.001":
      return initiationOf(await readOrders(required("orders", args.orders)));
    case "pacs.008":
    case "pacs.009":
      return bankTransfersOf(await readOrders(required("orders", args.orders)), args.kind);
    case "pacs.002":
      return buildReport(args, context, names);
    case "pacs.004":
      return buildReturn(args, context, names);
    default:
      throw new TaskError(
        `"${args.kind}" is not written.`,
        `Choose from ${Object.keys(WRITTEN).join(", ")}.`,
      );
  }
}

async function buildStatement(args: Arguments, context: Context, names: Names): Promise<Message> {
  const book = await openAccounts(context, args.accounts);
  const account = await ledgerAccount(context, book, required("account", args.account));
  const currency = required("currency", args.currency);
  const day = dayNamed(required("day", args.day));
  const token = await tokenOf(context, currency, account, book, args);
  const movements = await readMovements(token, account);
  const balanceMinor = await token.balanceOf(account);
  const now = (await context.provider.getBlock("latest"))?.timestamp ?? 0;
  return statementOf({ account, currency, movements, balanceMinor, now, book }, day, names);
}

/** Answers a message: why it is refused, or where each of its payments stands. */
async function buildReport(args: Arguments, context: Context, names: Names): Promise<Message> {
  const path = required("for", args.for);
  const bytes = await readBytes(path);
  try {
    const { message } = readMessage(bytes, path);
    const digest = digestOf(bytes);
    const accounts = await openAccounts(context, args.accounts);
    return await withStore(args, context, ({ book }) => {
      const payments = book.payments.filter((payment) => payment.message === digest);
      if (payments.length > 0) return progressOf(message, payments, names);
      // Tried on a copy: an answer changes nothing.
      const plan = hasPayments(message) ? planOf(message, accounts) : undefined;
      recordAll(structuredClone(book), message, digest, plan);
      throw new TaskError(`No payment of ${path} is known here.`, "Read it first: payments iso import.");
    });
  } catch (error) {
    if (error instanceof MessageInvalid) return refusalOf(error, names);
    if (error instanceof MessageContradicts) return contradictionOf(error, names);
    throw error;
  }
}

/** Sends a known payment back, or a part of it. */
async function buildReturn(args: Arguments, context: Context, names: Names): Promise<PaymentReturn> {
  const uetr = parseUetr(required("uetr", args.uetr));
  return withStore(args, context, ({ book }) => {
    const payment = book.payments.find((each) => each.uetr === uetr);
    if (payment === undefined)
      throw new TaskError(`No payment ${uetr} is known here.`, "See payments iso import.");
    const { currency, amountMinor, messageId, endToEndId } = payment;
    const amount = (text: string): Money => parseMoney(text, currency);
    const original = book.messages.find(({ digest }) => digest === payment.message);
    return {
      kind: "pacs.004",
      name: WRITTEN["pacs.004"],
      ...names,
      sender: undefined,
      settlementMethod: "CLRG",
      returns: [
        {
          returnId: `${names.messageId.slice(0, 33)}-1`,
          originalMessageId: messageId,
          originalMessageName: original?.name,
          originalEndToEndId: endToEndId,
          originalTransactionId: undefined,
          originalUetr: uetr,
          originalAmount: { currency, amountMinor },
          returned: amount(required("amount", args.amount)),
          returnedBeforeCharges: undefined,
          settlementDate: names.createdAt.slice(0, 10),
          charges: args.charges === undefined ? [] : [{ amount: amount(args.charges), agent: undefined }],
          reason: { code: required("reason", args.reason), proprietary: undefined, information: [] },
        },
      ],
    };
  });
}

/** Enters the payments of a message that leaves, so that reports and returns find them. */
async function remember(args: Arguments, context: Context, message: Message, xml: string): Promise<void> {
  if (!hasPayments(message)) return;
  const plan = planOf(message, await openAccounts(context, args.accounts));
  await withStore(args, context, async (store) => {
    recordPayments(store.book, message, digestOf(Buffer.from(xml)), plan);
    await store.save();
  });
}

async function withStore<T>(
  args: Arguments,
  context: Context,
  use: (store: Store) => T | Promise<T>,
): Promise<T> {
  const store = await openStore(args.store ?? DEFAULT_STORE, (await context.provider.getNetwork()).chainId);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

function profileNamed(text: string | undefined): AddressProfile {
  const found = ADDRESS_PROFILES.find((profile) => profile === (text ?? "hybrid"));
  if (found !== undefined) return found;
  throw new TaskError(`"${text}" is no profile of addresses.`, `Choose from ${ADDRESS_PROFILES.join(", ")}.`);
}

function dayNamed(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text);
  if (isDay) return text;
  throw new TaskError(`--day "${text}" is no day.`, "Give a day of UTC, such as 2026-12-01.");
}

function instantNow(): string {
  return formatInstant(Math.floor(Date.now() / 1000));
}
