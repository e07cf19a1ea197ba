import { decodeReference, readStatement, type StatementLine } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { accountNamed, moneyOf } from "../../lib/money.ts";
import { record, table, time } from "../../lib/output.ts";

interface Arguments {
  account: string;
  currency: string | undefined;
  bank: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { token, currency, format } = await moneyOf(context, args);
  const account = await accountNamed(context, args.account);
  const statement = await readStatement(token, account);
  const lines = statement.lines.map((line) => ({
    ...line,
    ...decodeReference(line.reference),
    time: time(line.at),
    counterparty: counterpartyOf(line, account),
    change: format(line.changeMinor),
    balance: format(line.balanceMinor),
  }));
  const totals = {
    received: format(statement.receivedMinor),
    paid: format(statement.paidMinor),
    balance: format(statement.balanceMinor),
    block: statement.blockNumber,
  };
  const rows = lines.map((line) => [
    line.time,
    line.kind,
    line.counterparty,
    line.change,
    line.balance,
    line.uetr,
    line.reason,
  ]);
  const head = ["time", "what", "counterparty", "change", "balance", "UETR", "reason"];
  return {
    data: { account, currency, lines, ...totals },
    text: `${table(head, rows)}\n${record(totals)}`,
  };
});

function counterpartyOf({ from, to, kind }: StatementLine, account: string): string {
  if (kind === "issue" || kind === "redemption") return "";
  return from === account ? to : from;
}
