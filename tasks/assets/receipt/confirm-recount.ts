import { evidenceOf, quantityIn, type ReceiptArguments, receiptStep } from "../lib/receipts.ts";

interface Arguments extends ReceiptArguments {
  quantity: string;
  evidence: string | undefined;
}

export default receiptStep<Arguments>((found, { args }) => {
  const { receipts, receipt, format } = found;
  const counted = quantityIn(found, args.quantity);
  return {
    call: receipts.confirmRecount.populateTransaction(receipt.id, counted, evidenceOf(args.evidence)),
    did: `Lot ${receipt.terms.lot} has ${format(counted)}.`,
    facts: { before: format(receipt.quantity) },
  };
});
