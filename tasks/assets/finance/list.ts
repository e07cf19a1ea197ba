import { connectFinancing, readDiscounts, readLoans } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { table } from "../../lib/output.ts";
import { discountView, loanView } from "../lib/financing.ts";
import { moneyAt } from "../lib/money.ts";

interface Arguments {
  member: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { alliance } = context;
  const state = await context.readState();
  const member = args.member === undefined ? undefined : findMember(state, args.member).alias;
  const financing = await connectFinancing(alliance);
  const [loans, discounts] = await Promise.all([readLoans(financing), readDiscounts(financing)]);
  const lent = await Promise.all(
    loans.map(async (loan) => loanView(state, loan, await moneyAt(alliance, loan.terms.token))),
  );
  const bought = await Promise.all(
    discounts.map(async (each) => discountView(state, each, await moneyAt(alliance, each.terms.token))),
  );
  const data = {
    loans: lent.filter(({ bank, borrower }) => member === undefined || [bank, borrower].includes(member)),
    discounts: bought.filter(({ bank, seller }) => member === undefined || [bank, seller].includes(member)),
  };
  const loanRows = data.loans.map((each) => [
    each.loan,
    each.status,
    each.bank,
    each.borrower,
    each.debtor,
    each.lent,
    each.owed,
    each.dueAt,
  ]);
  const discountRows = data.discounts.map((each) => [
    each.discount,
    each.bank,
    each.seller,
    each.claim,
    each.units,
    each.price,
    each.buyBackOpen ? each.buyBackUntil : "",
  ]);
  const text = [
    table(["loan", "status", "bank", "borrower", "debtor", "lent", "owed", "due"], loanRows),
    table(["discount", "bank", "seller", "claim", "units", "price", "buy back until"], discountRows),
  ].join("\n");
  return { data, text };
});
