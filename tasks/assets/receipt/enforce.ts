import { findPledge } from "../lib/pledges.ts";
import { type ReceiptArguments, receiptStep } from "../lib/receipts.ts";

interface Arguments extends ReceiptArguments {
  pledge: string;
}

export default receiptStep<Arguments>(async ({ receipts, receipt, format }, { args, signer }) => {
  const { pledgeId, units } = findPledge(receipt, args.pledge);
  const receiver = await signer.getAddress();
  return {
    call: receipts.enforce.populateTransaction(receipt.id, pledgeId, receiver),
    did: `${format(units)} were taken to ${receiver}.`,
    facts: { pledge: pledgeId },
  };
});
