import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestOfEvidence } from "../lib/evidence.ts";
import { amountOf } from "../lib/money.ts";
import { invoiceOf, openOrder } from "../lib/orders.ts";

interface Arguments {
  order: string;
  invoice: string;
  amount: string | undefined;
  evidence: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const evidence = await digestOfEvidence(args.evidence);
  const amount = required("amount", args.amount);
  const opened = await openOrder(context, args.order);
  const { id, number } = invoiceOf(opened, args.invoice);
  const creditMinor = amountOf("amount", amount, opened.currency, 0n);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    opened.book.credit.populateTransaction(id, creditMinor, evidence),
    `Invoice ${number} is reduced by ${opened.money(creditMinor)}.`,
    { evidence },
  );
});
