import { required } from "../lib/arguments.ts";
import { wordOf } from "../lib/money.ts";
import { amountOf } from "./lib/found.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments {
  amount: string;
  note: string | undefined;
}

export default step<Arguments>((found, { args }) => {
  const { receivables, claim, format } = found;
  const amountMinor = amountOf(found, args.amount);
  const note = wordOf(required("note", args.note));
  return {
    call: receivables.creditNote.populateTransaction(claim.id, amountMinor, note),
    did: `The debt is lower by ${format(amountMinor)}.`,
    facts: { note, open: format(claim.openMinor - amountMinor) },
  };
});
