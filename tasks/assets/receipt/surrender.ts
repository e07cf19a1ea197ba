import { accountNamed } from "../../lib/money.ts";
import { quantityIn, type ReceiptArguments, receiptStep } from "../lib/receipts.ts";

interface Arguments extends ReceiptArguments {
  quantity: string;
  taker: string | undefined;
}

export default receiptStep<Arguments>(async (found, { args, context, signer }) => {
  const { receipts, receipt, format } = found;
  const units = quantityIn(found, args.quantity);
  const holder = await signer.getAddress();
  const taker = args.taker === undefined ? holder : await accountNamed(context, args.taker);
  const surrender = await receipts.surrender.staticCall(receipt.id, units, taker, { from: holder });
  return {
    call: receipts.surrender.populateTransaction(receipt.id, units, taker),
    did: `${format(units)} are surrendered for delivery.`,
    facts: { surrender, taker },
  };
});
