import { type ReceiptArguments, receiptStep } from "../lib/receipts.ts";
import { findSurrender } from "../lib/surrenders.ts";

interface Arguments extends ReceiptArguments {
  surrender: string;
}

export default receiptStep<Arguments>(({ receipts, receipt, format }, { args }) => {
  const { surrenderId, units } = findSurrender(receipt, args.surrender);
  return {
    call: receipts.takeBack.populateTransaction(receipt.id, surrenderId),
    did: `${format(units)} are free again.`,
    facts: { surrender: surrenderId },
  };
});
