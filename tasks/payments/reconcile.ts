import { readMovements } from "@guildhall/sdk/payments";
import type { Statement } from "../../payments/iso20022/model.ts";
import { readMessage } from "../../payments/iso20022/read.ts";
import type { AccountBook } from "../../payments/ledger/accounts.ts";
import { type Item, isClean, type Pair, reconcile } from "../../payments/ledger/reconcile.ts";
import { formatMoney } from "../../payments/money.ts";
import { action } from "../lib/action.ts";
import type { Context } from "../lib/context.ts";
import { TaskError } from "../lib/failure.ts";
import { record, table } from "../lib/output.ts";
import { type LedgerArguments, ledgerAccount, openAccounts, readBytes, tokenOf } from "./iso/options.ts";

interface Arguments extends LedgerArguments {
  file: string;
  account: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { message } = readMessage(await readBytes(args.file), args.file);
  if (message.kind !== "camt.053") {
    throw new TaskError(`${args.file} is a ${message.kind}, no statement.`, "Give a camt.053.");
  }
  const book = await openAccounts(context, args.accounts);
  const results = [];
  for (const statement of message.statements) results.push(await compare(statement, book, args, context));
  if (results.some(({ clean }) => !clean)) process.exitCode = 1;
  return { data: results, text: results.map(({ text }) => text).join("\n\n") };
});

async function compare(statement: Statement, book: AccountBook, args: Arguments, context: Context) {
  const number = statement.account.iban ?? statement.account.other?.id ?? "";
  const account = await ledgerAccount(context, book, args.account ?? number);
  const currency = currencyOf(statement);
  const movements = await readMovements(await tokenOf(context, currency, account, book, args), account);
  const result = reconcile(statement, movements, account);
  const clean = isClean(result);
  const summary = {
    statement: statement.id,
    account,
    currency,
    matched: result.matched.length,
    "missing on chain": result.missingOnChain.length,
    "missing in statement": result.missingInStatement.length,
    "amount differs": result.amountDiffers.length,
    duplicates: result.duplicates.length,
    verdict: clean ? "agrees with the ledger" : "differs from the ledger",
  };
  const money = (amountMinor: bigint): string => formatMoney(amountMinor, currency);
  const itemRow = (what: string, { place, day, amountMinor, uetr }: Item) => [
    what,
    place,
    day,
    money(amountMinor),
    "",
    uetr,
  ];
  const pairRow = ({ statement: said, chain }: Pair) => [
    "amount differs",
    said.place,
    said.day,
    money(said.amountMinor),
    money(chain.amountMinor),
    said.uetr,
  ];
  const rows = [
    ...result.missingOnChain.map((item) => itemRow("missing on chain", item)),
    ...result.missingInStatement.map((item) => itemRow("missing in statement", item)),
    ...result.amountDiffers.map(pairRow),
    ...result.duplicates.map(({ side, item }) => itemRow(`twice on the side of the ${side}`, item)),
    ...result.charges.map(({ place, amountMinor }) => ["charge", place, "", money(amountMinor), "", ""]),
  ];
  const differences =
    rows.length === 0 ? "" : `\n${table(["what", "where", "day", "amount", "on chain", "UETR"], rows)}`;
  return {
    statement: statement.id,
    account,
    currency,
    clean,
    ...result,
    text: `${record(summary)}${differences}`,
  };
}

function currencyOf({ id, account, balances, entries }: Statement): string {
  const currency = account.currency ?? balances[0]?.currency ?? entries[0]?.currency;
  if (currency !== undefined) return currency;
  throw new TaskError(
    `Statement ${id} names no currency.`,
    "It has neither balances nor entries; there is nothing to compare.",
  );
}
