import { written } from "./lib/found.ts";
import { step } from "./lib/step.ts";

export default step(({ escrow, payment: { terms, capturableMinor }, currency }) => ({
  call: escrow.endDispute.populateTransaction(terms),
  did: `${written(capturableMinor, currency)} went to the ${terms.disputeDefaultsToPayee ? "payee" : "payer"}, as agreed.`,
}));
