import { time } from "../../lib/output.ts";
import { type PledgeArguments, pledgeTermsOf } from "../lib/pledge-terms.ts";
import { quantityIn, type ReceiptArguments, receiptStep } from "../lib/receipts.ts";

interface Arguments extends ReceiptArguments, PledgeArguments {
  quantity: string;
}

export default receiptStep<Arguments>(async (found, { args, context, signer }) => {
  const { receipts, receipt, format } = found;
  const units = quantityIn(found, args.quantity);
  const { pledgee, terms } = await pledgeTermsOf(context, args);
  const holder = await signer.getAddress();
  const pledge = await receipts.pledge.staticCall(receipt.id, units, holder, terms, { from: holder });
  return {
    call: receipts.pledge.populateTransaction(receipt.id, units, holder, terms),
    did: `${format(units)} are pledged to ${pledgee.alias}.`,
    facts: { pledge, enforceableFrom: time(terms.enforceableFrom), expiresAt: time(terms.expiresAt) },
  };
});
