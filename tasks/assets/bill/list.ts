import { connectBills, readBills } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import type { Money } from "../../lib/money.ts";
import { table } from "../../lib/output.ts";
import { billView, now } from "../lib/bills.ts";
import { moneyAt } from "../lib/money.ts";

interface Arguments {
  party: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const [state, at, bills] = await Promise.all([
    context.readState(),
    now(context),
    connectBills(context.alliance),
  ]);
  const party = args.party === undefined ? undefined : findMember(state, args.party).id;
  const found = await readBills(bills, party);
  const moneys = new Map<string, Money>();
  for (const { token } of found) {
    if (!moneys.has(token)) moneys.set(token, await moneyAt(context.alliance, token));
  }
  const views = found.map((bill) => billView(state, bill, moneys.get(bill.token) as Money, at));
  const head = [
    "bill",
    "status",
    "drawer",
    "drawee",
    "amount",
    "outstanding",
    "matures",
    "present until",
    "lots",
  ];
  return { data: views, text: table(head, views.map(Object.values)) };
});
