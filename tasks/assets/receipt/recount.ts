import { evidenceOf, quantityIn, type ReceiptArguments, receiptStep } from "../lib/receipts.ts";

interface Arguments extends ReceiptArguments {
  quantity: string;
  evidence: string | undefined;
}

export default receiptStep<Arguments>((found, { args }) => {
  const { receipts, receipt, format } = found;
  const counted = quantityIn(found, args.quantity);
  const loss = receipt.quantity - counted;
  const holds = loss > 0n && loss <= receipt.toleranceLeft;
  return {
    call: receipts.recount.populateTransaction(receipt.id, counted, evidenceOf(args.evidence)),
    did: holds
      ? `Lot ${receipt.terms.lot} has ${format(counted)}: a loss within the tolerance.`
      : `${format(counted)} are counted, and hold once the other side confirms.`,
    facts: { before: format(receipt.quantity) },
  };
});
