import { id } from "ethers";
import { parseMoney } from "../../../payments/money.ts";
import { required } from "../../lib/arguments.ts";
import { written } from "./lib/found.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments {
  amount: string;
  decision: string | undefined;
}

export default step<Arguments>(({ escrow, payment, currency }, args) => {
  const { amountMinor } = parseMoney(args.amount, currency);
  const decision = id(required("decision", args.decision));
  const returned = payment.capturableMinor - amountMinor;
  return {
    call: escrow.resolve.populateTransaction(payment.terms, amountMinor, decision),
    did: `The dispute is decided: ${written(amountMinor, currency)} to the payee, ${written(returned, currency)} to the payer.`,
    facts: { decision },
  };
});
