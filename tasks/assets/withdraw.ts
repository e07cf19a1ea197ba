import { step } from "./lib/step.ts";

export default step(({ receivables, claim }) => ({
  call: receivables.withdraw.populateTransaction(claim.id),
  did: `Invoice ${claim.terms.invoiceNumber} is withdrawn for good.`,
}));
