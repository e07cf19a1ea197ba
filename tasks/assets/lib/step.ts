import type { ContractTransaction, Signer } from "ethers";
import { action } from "../../lib/action.ts";
import type { Context } from "../../lib/context.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { type FoundClaim, findClaim, formatClaimId } from "./found.ts";

/** Arguments of every task that changes one claim. */
export interface StepArguments {
  claim: string;
  as: string | undefined;
}

/** What a task is about to do with a claim. */
export interface Step {
  readonly call: Promise<ContractTransaction>;
  readonly did: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** What is known when a step is planned. */
export interface Setting<ArgumentsT> {
  readonly args: ArgumentsT;
  readonly context: Context;
  readonly signer: Signer;
}

/** The action of a task that changes one claim, signed by an account that does business for the one who signs. */
export function step<ArgumentsT extends StepArguments>(
  plan: (found: FoundClaim, setting: Setting<ArgumentsT>) => Step | Promise<Step>,
) {
  return action<ArgumentsT>(async (args, context) => {
    const found = await findClaim(context, args.claim);
    const signer = await signerOf(context, args.as, "operator");
    const { call, did, facts } = await plan(found, { args, context, signer });
    return sendAs(signer, call, did, { claim: formatClaimId(found.claim.id), ...facts });
  });
}
