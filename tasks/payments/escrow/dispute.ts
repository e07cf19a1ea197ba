import { id } from "ethers";
import { required } from "../../lib/arguments.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments {
  grounds: string | undefined;
}

export default step<Arguments>(({ escrow, payment }, args) => {
  const grounds = id(required("grounds", args.grounds));
  return {
    call: escrow.openDispute.populateTransaction(payment.terms, grounds),
    did: "The payment is in dispute: it is neither captured nor voided until the arbiter decides.",
    facts: { grounds },
  };
});
