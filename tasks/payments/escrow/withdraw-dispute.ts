import { step } from "./lib/step.ts";

export default step(({ escrow, payment }) => ({
  call: escrow.withdrawDispute.populateTransaction(payment.terms),
  did: "The dispute is withdrawn; the time that it took is given back.",
}));
