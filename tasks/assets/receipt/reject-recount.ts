import { ZeroHash } from "ethers";
import { wordOf } from "../../lib/money.ts";
import { type ReceiptArguments, receiptStep } from "../lib/receipts.ts";

interface Arguments extends ReceiptArguments {
  reason: string | undefined;
}

export default receiptStep<Arguments>(({ receipts, receipt, format }, { args }) => {
  const reason = args.reason === undefined ? ZeroHash : wordOf(args.reason);
  return {
    call: receipts.rejectRecount.populateTransaction(receipt.id, reason),
    did: `Lot ${receipt.terms.lot} stays at ${format(receipt.quantity)}.`,
  };
});
