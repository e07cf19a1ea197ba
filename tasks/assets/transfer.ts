import { accountNamed } from "../lib/money.ts";
import { amountOf } from "./lib/found.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments {
  to: string;
  amount: string;
}

export default step<Arguments>(async (found, { args, context }) => {
  const { receivables, claim, format } = found;
  const amountMinor = amountOf(found, args.amount);
  const receiver = await accountNamed(context, args.to);
  return {
    call: receivables.transfer.populateTransaction(receiver, claim.id, amountMinor),
    did: `${format(amountMinor)} passed to ${args.to}.`,
    facts: { receiver },
  };
});
