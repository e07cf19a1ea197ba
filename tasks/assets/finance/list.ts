import { connectFinancing, readDiscounts, readFinancingEvents, readLoans } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { table } from "../../lib/output.ts";
import { discountView, loanView, nameOf } from "../lib/financing.ts";
import { moneyAt } from "../lib/money.ts";

interface Arguments {
  member: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { alliance } = context;
  const state = await context.readState();
  const member = args.member === undefined ? undefined : findMember(state, args.member).alias;
  const financing = await connectFinancing(alliance);
  const [loans, discounts, events] = await Promise.all([
    readLoans(financing),
    readDiscounts(financing),
    readFinancingEvents(financing),
  ]);
  const cancelled = events
    .filter(({ name }) => name === "OfferCancelled")
    .map(({ args: { bank, nonce } }) => ({ bank: nameOf(state, String(bank)), nonce }));
  const lent = await Promise.all(
    loans.map(async (loan) => loanView(state, loan, await moneyAt(alliance, loan.terms.token))),
  );
  const bought = await Promise.all(
    discounts.map(async (each) => discountView(state, each, await moneyAt(alliance, each.terms.token))),
  );
  const data = {
    loans: lent.filter(({ bank, borrower }) => member === undefined || [bank, borrower].includes(member)),
    discounts: bought.filter(({ bank, seller }) => member === undefined || [bank, seller].includes(member)),
    cancelled: cancelled.filter(({ bank }) => member === undefined || bank === member),
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
    each.nonce,
  ]);
  const discountRows = data.discounts.map((each) => [
    each.discount,
    each.bank,
    each.seller,
    each.claim,
    each.units,
    each.price,
    each.buyBackOpen ? each.buyBackUntil : "",
    each.nonce,
  ]);
  const cancelledRows = data.cancelled.map(({ bank, nonce }) => [bank, nonce]);
  const text = [
    table(["loan", "status", "bank", "borrower", "debtor", "lent", "owed", "due", "nonce"], loanRows),
    table(["discount", "bank", "seller", "claim", "units", "price", "buy back until", "nonce"], discountRows),
    table(["bank that cancelled", "nonce"], cancelledRows),
  ].join("\n");
  return { data, text };
});
