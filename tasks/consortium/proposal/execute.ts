import { action } from "../../lib/action.ts";
import { findProposal } from "../../lib/proposing.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  proposal: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const proposal = await findProposal(context, args.proposal);
  return sendAs(
    await signerOf(context, args.as),
    context.alliance.governor["execute(uint256)"].populateTransaction(proposal.id),
    `Proposal ${proposal.number} is executed: ${proposal.does.join("; ")}`,
  );
});
