import { RIGHTS } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { parseAddress } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { allow, amountOf } from "../lib/money.ts";
import { invoiceOf, openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  invoice: string;
  amount: string | undefined;
  payee: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const opened = await openOrder(context, args.order);
  const { book, order, currency, money } = opened;
  const { id, number, amountMinor, paidMinor } = invoiceOf(opened, args.invoice);
  const payMinor = amountOf("amount", args.amount, currency, amountMinor - paidMinor);
  const payee =
    args.payee === undefined ? await accountOf(context, order.supplier) : parseAddress("--payee", args.payee);
  const signer = await signerOf(context, args.as, "operator");
  await allow(context, signer, order.token, await book.getAddress(), payMinor);
  return sendAs(
    signer,
    book.pay.populateTransaction(id, payee, payMinor),
    `${money(payMinor)} is paid on invoice ${number}.`,
    { payee, open: money(amountMinor - paidMinor - payMinor) },
  );
});

/** The first account of a member that may be paid. */
async function accountOf(context: Context, orgId: number): Promise<string> {
  const member = (await context.readState()).members.find(({ id }) => id === orgId);
  const account = member?.accounts.find(
    ({ rights, frozenByOrganisation, frozenByCompliance }) =>
      (rights & RIGHTS.operator) !== 0 && !frozenByOrganisation && !frozenByCompliance,
  );
  if (account !== undefined) return account.address;
  throw new TaskError(
    `No account of member ${orgId} may be paid.`,
    `\`member show ${orgId}\` lists its accounts; name one with --payee.`,
  );
}
