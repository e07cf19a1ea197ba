import type { ContractTransaction, Signer } from "ethers";
import { action } from "../../../lib/action.ts";
import { sendAs } from "../../../lib/sending.ts";
import { signerOf } from "../../../lib/signers.ts";
import { type FoundPayment, findPayment } from "./found.ts";

/** Arguments of every task that changes one payment. */
export interface StepArguments {
  payment: string;
  as: string | undefined;
}

/** What a task is about to do with a payment. */
export interface Step {
  readonly call: Promise<ContractTransaction>;
  readonly did: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** The action of a task that changes one payment, signed by an account that does business for the one who signs. */
export function step<ArgumentsT extends StepArguments>(
  plan: (found: FoundPayment, args: ArgumentsT, signer: Signer) => Step | Promise<Step>,
) {
  return action<ArgumentsT>(async (args, context) => {
    const found = await findPayment(context, args.payment);
    const signer = await signerOf(context, args.as, "operator");
    const { call, did, facts } = await plan(found, args, signer);
    return sendAs(signer, call, did, { payment: found.payment.paymentId, ...facts });
  });
}
