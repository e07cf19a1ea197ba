import { indexOf, VOTES } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { findProposal } from "../../lib/proposing.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  proposal: string;
  vote: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const support = indexOf(VOTES, args.vote);
  const proposal = await findProposal(context, args.proposal);
  return sendAs(
    await signerOf(context, args.as),
    context.alliance.governor.castVote.populateTransaction(proposal.id, support),
    `Voted ${args.vote} proposal ${proposal.number}: ${proposal.does.join("; ")}`,
  );
});
