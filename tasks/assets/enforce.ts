import { findPledge } from "./lib/pledges.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments {
  pledge: string;
}

export default step<Arguments>(async (found, { args, signer }) => {
  const { receivables, claim, format } = found;
  const { pledgeId, units } = findPledge(claim, args.pledge);
  const receiver = await signer.getAddress();
  return {
    call: receivables.enforce.populateTransaction(claim.id, pledgeId, receiver),
    did: `${format(units)} were taken to ${receiver}.`,
    facts: { pledge: pledgeId },
  };
});
