import { written } from "./lib/found.ts";
import { step } from "./lib/step.ts";

export default step(({ escrow, payment, currency }) => ({
  call: escrow.void.populateTransaction(payment.terms),
  did: `${written(payment.capturableMinor, currency)} went back to the payer.`,
}));
