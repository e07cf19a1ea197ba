import { ZeroHash } from "ethers";
import { parseCount, parseDigest } from "../../lib/arguments.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments {
  milestone: string;
  evidence: string | undefined;
}

export default step<Arguments>(({ escrow, payment }, args) => {
  const milestone = parseCount("milestone", args.milestone);
  const evidence = args.evidence === undefined ? ZeroHash : parseDigest("--evidence", args.evidence);
  return {
    call: escrow.release.populateTransaction(payment.terms, milestone, evidence),
    did: `Milestone ${milestone} is released.`,
  };
});
