import { connectEscrow, readPayments } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { table } from "../../lib/output.ts";
import { currencyOf } from "./lib/found.ts";
import { paymentView } from "./lib/view.ts";

interface Arguments {
  member: string | undefined;
}

export default action<Arguments>(async ({ member }, context) => {
  const state = await context.readState();
  const orgId = member === undefined ? undefined : findMember(state, member).id;
  const payments = await readPayments(await connectEscrow(context.alliance), orgId);
  const tokens = [...new Set(payments.map(({ terms }) => terms.token))];
  const currencies = new Map(
    await Promise.all(tokens.map(async (token) => [token, await currencyOf(context, token)] as const)),
  );
  const views = payments.map((payment) =>
    paymentView(state, payment, currencies.get(payment.terms.token) ?? ""),
  );
  const rows = views.map((view) => [
    view.payment,
    view.status,
    view.payer.split(" ")[0],
    view.payee.split(" ")[0],
    view.amount,
    view.held,
    view.captureBefore,
  ]);
  return {
    data: views,
    text: table(["payment", "status", "payer", "payee", "amount", "held", "capture before"], rows),
  };
});
