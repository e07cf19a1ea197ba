import { NO_LIMIT, readHolding } from "@guildhall/sdk/payments";
import { isAddress } from "ethers";
import { action } from "../../lib/action.ts";
import { parseAddress } from "../../lib/arguments.ts";
import { findMember } from "../../lib/members.ts";
import { allMoney, operatorsOf } from "../../lib/money.ts";
import { table } from "../../lib/output.ts";

interface Arguments {
  who: string;
}

export default action<Arguments>(async ({ who }, context) => {
  const state = await context.readState();
  const accounts = isAddress(who) ? [parseAddress("who", who)] : operatorsOf(findMember(state, who));
  const moneys = await allMoney(context, state);
  const holdings = await Promise.all(
    accounts.flatMap((account) =>
      moneys.map(async ({ token, bank, currency, format }) => {
        const holding = await readHolding(token, account);
        const isLimited = holding.perDayMinor < NO_LIMIT || holding.perPaymentMinor < NO_LIMIT;
        return {
          account,
          currency,
          bank,
          balance: format(holding.balanceMinor),
          paidToday: format(holding.paidTodayMinor),
          leftToday: isLimited ? format(holding.leftTodayMinor) : "",
          frozen: holding.isFrozen,
          ...holding,
        };
      }),
    ),
  );
  const rows = holdings.map((each) => [
    each.account,
    each.bank,
    each.balance,
    each.paidToday,
    each.leftToday === "" ? "no limit" : each.leftToday,
    each.frozen ? "frozen" : "",
  ]);
  const head = ["account", "bank", "balance", "paid today", "may still pay today", "remark"];
  return { data: holdings, text: table(head, rows) };
});
