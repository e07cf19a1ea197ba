import { accountNamed } from "../../lib/money.ts";
import { quantityIn, type ReceiptArguments, receiptStep } from "../lib/receipts.ts";

interface Arguments extends ReceiptArguments {
  to: string;
  quantity: string;
}

export default receiptStep<Arguments>(async (found, { args, context }) => {
  const { receipts, receipt, format } = found;
  const units = quantityIn(found, args.quantity);
  const receiver = await accountNamed(context, args.to);
  return {
    call: receipts.transfer.populateTransaction(receiver, receipt.id, units),
    did: `${format(units)} passed to ${args.to}.`,
    facts: { receiver },
  };
});
