import { action } from "./action.ts";
import { findProposal } from "./proposing.ts";
import { sendAs } from "./sending.ts";
import { signerOf } from "./signers.ts";

interface Arguments {
  proposal: string;
  as: string | undefined;
}

/** The action of a task that takes a proposal one step on by a call of the governor. */
export function proposalStep(call: "queue(uint256)" | "execute(uint256)" | "cancel(uint256)", did: string) {
  return action<Arguments>(async (args, context) => {
    const proposal = await findProposal(context, args.proposal);
    return sendAs(
      await signerOf(context, args.as),
      context.alliance.governor[call].populateTransaction(proposal.id),
      `Proposal ${proposal.number} ${did}: ${proposal.does.join("; ")}`,
    );
  });
}
