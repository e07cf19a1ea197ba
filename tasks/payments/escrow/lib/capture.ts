import { percentToBps } from "../../../../payments/escrow/percent.ts";
import { TaskError } from "../../../lib/failure.ts";
import { type FoundPayment, parseAmount } from "./found.ts";

/** How much is to be captured, and at which fee. */
export interface CaptureArguments {
  amount: string | undefined;
  fee: string | undefined;
}

/** What is captured: as typed, or all that can be, at the least fee. */
export function captureOf({ payment, currency }: FoundPayment, args: CaptureArguments) {
  const amountMinor = args.amount === undefined ? payment.availableMinor : parseAmount(args.amount, currency);
  if (amountMinor === 0n) {
    throw new TaskError(
      `Nothing of payment ${payment.paymentId} can be captured: it is ${payment.status}.`,
      "`escrow show` tells what is held and which milestones are released.",
    );
  }
  const feeBps = args.fee === undefined ? payment.terms.minFeeBps : percentToBps("--fee", args.fee);
  return { capturedBeforeMinor: payment.capturedMinor, amountMinor, feeBps };
}
