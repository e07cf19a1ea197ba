import { ZeroAddress, ZeroHash } from "ethers";
import { parseStart, parseTime, required } from "../../lib/arguments.ts";
import { findMember } from "../../lib/members.ts";
import { wordOf } from "../../lib/money.ts";
import { time } from "../../lib/output.ts";
import { quantityIn, type ReceiptArguments, receiptStep } from "../lib/receipts.ts";

interface Arguments extends ReceiptArguments {
  pledgee: string;
  quantity: string;
  from: string | undefined;
  until: string | undefined;
  agreement: string | undefined;
}

export default receiptStep<Arguments>(async (found, { args, context, signer }) => {
  const { receipts, receipt, format } = found;
  const units = quantityIn(found, args.quantity);
  const pledgee = findMember(await context.readState(), args.pledgee);
  const terms = {
    pledgee: pledgee.id,
    enforceableFrom: parseStart("from", required("from", args.from)),
    expiresAt: parseTime("until", required("until", args.until)),
    agreement: args.agreement === undefined ? ZeroHash : wordOf(args.agreement),
    agent: ZeroAddress,
  };
  const holder = await signer.getAddress();
  const pledge = await receipts.pledge.staticCall(receipt.id, units, holder, terms, { from: holder });
  return {
    call: receipts.pledge.populateTransaction(receipt.id, units, holder, terms),
    did: `${format(units)} are pledged to ${pledgee.alias}.`,
    facts: { pledge, enforceableFrom: time(terms.enforceableFrom), expiresAt: time(terms.expiresAt) },
  };
});
