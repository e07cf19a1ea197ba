import { amountOf } from "./lib/found.ts";
import { findPledge } from "./lib/pledges.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments {
  pledge: string;
  amount: string | undefined;
}

export default step<Arguments>((found, { args }) => {
  const { receivables, claim, format } = found;
  const { pledgeId, units } = findPledge(claim, args.pledge);
  const amountMinor = args.amount === undefined ? units : amountOf(found, args.amount);
  return {
    call: receivables.release.populateTransaction(claim.id, pledgeId, amountMinor),
    did: `${format(amountMinor)} are free of the pledge.`,
    facts: { pledge: pledgeId },
  };
});
