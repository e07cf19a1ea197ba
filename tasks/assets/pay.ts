import { allow } from "./lib/allowance.ts";
import { amountOf } from "./lib/found.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments {
  amount: string | undefined;
}

export default step<Arguments>(async (found, { args, context, signer }) => {
  const { receivables, claim, format } = found;
  const amountMinor = args.amount === undefined ? claim.openMinor : amountOf(found, args.amount);
  await allow(context, found, signer, amountMinor);
  return {
    call: receivables.pay.populateTransaction(claim.id, amountMinor),
    did: `${format(amountMinor)} are paid.`,
    facts: { open: format(claim.openMinor - amountMinor) },
  };
});
