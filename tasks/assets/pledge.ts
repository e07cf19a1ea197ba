import { time } from "../lib/output.ts";
import { amountOf } from "./lib/found.ts";
import { type PledgeArguments, pledgeTermsOf } from "./lib/pledge-terms.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments, PledgeArguments {
  amount: string;
}

export default step<Arguments>(async (found, { args, context, signer }) => {
  const { receivables, claim, format } = found;
  const amountMinor = amountOf(found, args.amount);
  const { pledgee, terms } = await pledgeTermsOf(context, args);
  const holder = await signer.getAddress();
  const pledge = await receivables.pledge.staticCall(claim.id, amountMinor, holder, terms, { from: holder });
  return {
    call: receivables.pledge.populateTransaction(claim.id, amountMinor, holder, terms),
    did: `${format(amountMinor)} are pledged to ${pledgee.alias}.`,
    facts: { pledge, enforceableFrom: time(terms.enforceableFrom), expiresAt: time(terms.expiresAt) },
  };
});
