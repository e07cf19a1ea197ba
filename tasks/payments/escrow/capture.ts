import { ZeroAddress } from "ethers";
import { percentToBps } from "../../../payments/escrow/percent.ts";
import { action } from "../../lib/action.ts";
import { parseAddress } from "../../lib/arguments.ts";
import { TaskError } from "../../lib/failure.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { findPayment, parseAmount, written } from "./lib/found.ts";
import { payoutsOf } from "./lib/payouts.ts";

interface Arguments {
  payment: string;
  amount: string | undefined;
  fee: string | undefined;
  feeReceiver: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const found = await findPayment(context, args.payment);
  const { escrow, payment, currency } = found;
  const { terms, paymentId, capturedMinor: capturedBeforeMinor, availableMinor } = payment;
  const amountMinor = args.amount === undefined ? availableMinor : parseAmount(args.amount, currency);
  if (amountMinor === 0n) {
    throw new TaskError(
      `Nothing of payment ${paymentId} can be captured: it is ${payment.status}.`,
      "`escrow show` tells what is held and which milestones are released.",
    );
  }
  const feeBps = args.fee === undefined ? terms.minFeeBps : percentToBps("--fee", args.fee);
  const feeReceiver =
    args.feeReceiver === undefined ? ZeroAddress : parseAddress("--fee-receiver", args.feeReceiver);
  const item = { capturedBeforeMinor, amountMinor, feeBps, feeReceiver };
  const signer = await signerOf(context, args.as, "operator");
  const { payouts, fee } = await payoutsOf(found, await context.readState(), amountMinor, feeBps);
  return sendAs(
    signer,
    escrow.capture.populateTransaction(terms, item),
    `${written(amountMinor, currency)} are captured.`,
    { payment: paymentId, payouts, fee, held: written(payment.capturableMinor - amountMinor, currency) },
  );
});
