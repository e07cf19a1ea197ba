import { connectReceivables, readClaims } from "@guildhall/sdk/assets";
import { tokenAt } from "@guildhall/sdk/payments";
import { formatMoney } from "../../payments/money.ts";
import { action } from "../lib/action.ts";
import { findMember } from "../lib/members.ts";
import { table } from "../lib/output.ts";
import { claimView } from "./lib/view.ts";

interface Arguments {
  member: string | undefined;
}

export default action<Arguments>(async ({ member }, context) => {
  const state = await context.readState();
  const party = member === undefined ? undefined : findMember(state, member);
  const claims = await readClaims(await connectReceivables(context.alliance), party);
  const tokens = [...new Set(claims.map(({ token }) => token))];
  const currencies = new Map(
    await Promise.all(
      tokens.map(async (token) => [token, await tokenAt(context.alliance, token).currency()] as const),
    ),
  );
  const views = claims.map((claim) =>
    claimView(state, claim, (amountMinor) => formatMoney(amountMinor, currencies.get(claim.token) ?? "")),
  );
  const rows = views.map((view) => [
    view.claim,
    view.status,
    view.debtor,
    view.creditor,
    view.invoice,
    view.amount,
    view.open,
    view.dueAt,
  ]);
  const head = ["claim", "status", "debtor", "creditor", "invoice", "amount", "open", "due"];
  return { data: views, text: table(head, rows) };
});
