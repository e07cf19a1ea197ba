import { ZeroHash } from "ethers";
import { wordOf } from "../lib/money.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments {
  reason: string | undefined;
}

export default step<Arguments>(({ receivables, claim }, { args }) => {
  const reason = args.reason === undefined ? ZeroHash : wordOf(args.reason);
  return {
    call: receivables.reject.populateTransaction(claim.id, reason),
    did: `Invoice ${claim.terms.invoiceNumber} is rejected for good.`,
    facts: { reason },
  };
});
