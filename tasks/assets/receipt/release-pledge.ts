import { findPledge } from "../lib/pledges.ts";
import { quantityIn, type ReceiptArguments, receiptStep } from "../lib/receipts.ts";

interface Arguments extends ReceiptArguments {
  pledge: string;
  quantity: string | undefined;
}

export default receiptStep<Arguments>((found, { args }) => {
  const { receipts, receipt, format } = found;
  const { pledgeId, units } = findPledge(receipt, args.pledge);
  const freed = args.quantity === undefined ? units : quantityIn(found, args.quantity);
  return {
    call: receipts.release.populateTransaction(receipt.id, pledgeId, freed),
    did: `${format(freed)} are free of the pledge.`,
    facts: { pledge: pledgeId },
  };
});
