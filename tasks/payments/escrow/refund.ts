import { allow } from "./lib/allowance.ts";
import { parseAmount, written } from "./lib/found.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments {
  amount: string;
}

export default step<Arguments>(async ({ escrow, payment, currency }, args, signer) => {
  const amountMinor = parseAmount(args.amount, currency);
  if (amountMinor <= payment.refundableMinor) {
    await allow(signer, payment.terms.token, await escrow.getAddress(), amountMinor);
  }
  return {
    call: escrow.refund.populateTransaction(payment.terms, amountMinor),
    did: `${written(amountMinor, currency)} are paid back to the payer.`,
  };
});
