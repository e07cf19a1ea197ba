import { connectFinancing, readExposure } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { table } from "../../lib/output.ts";
import { moneyAt } from "../lib/money.ts";
import { aliasOf } from "../lib/view.ts";

interface Arguments {
  member: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const state = await context.readState();
  const bank = args.member === undefined ? undefined : findMember(state, args.member).id;
  const financing = await connectFinancing(context.alliance);
  const exposures = await readExposure(context.alliance, state, financing, bank);
  const data = await Promise.all(
    exposures.map(async (each) => {
      const { format } = await moneyAt(context.alliance, each.token);
      return {
        bank: aliasOf(state, each.bank),
        debtor: aliasOf(state, each.debtor),
        lent: format(each.principalMinor),
        overdue: format(each.overdueMinor),
        held: format(each.heldMinor),
        bills: format(each.billsMinor),
        pledgedBills: format(each.pledgedBillsMinor),
        limit: each.limitMinor === undefined ? "" : format(each.limitMinor),
      };
    }),
  );
  const head = ["bank", "debtor", "lent", "overdue", "held", "bills", "bills in pledge", "limit"];
  return { data, text: table(head, data.map(Object.values)) };
});
