import { send } from "@guildhall/sdk";
import { type Proposal, type ProposalRecord, readProposals, submission } from "@guildhall/sdk/consortium";
import type { Context } from "./context.ts";
import { TaskError } from "./failure.ts";
import { type Output, time } from "./output.ts";
import { report } from "./sending.ts";
import { signerOf } from "./signers.ts";

/** Makes a proposal in the signer's name and says what comes next. */
export async function proposeAs(
  context: Context,
  as: string | undefined,
  proposal: Proposal,
): Promise<Output> {
  const signer = await signerOf(context, as);
  const { transaction, proposalId } = await submission(context.alliance, proposal);
  const sent = await send(signer, transaction);
  const made = await findProposal(context, String(proposalId));
  return report(`Proposed: ${proposal.title}`, sent, {
    proposal: made.number,
    id: made.id,
    vote: `after ${time(made.votesFrom)} until ${time(made.votesUntil)}`,
    next: `proposal vote ${made.number} for --as <member>`,
  });
}

/** Finds the proposal that a person means: by its number in the list, or by its id. */
export async function findProposal(context: Context, text: string): Promise<ProposalRecord> {
  const { members } = await context.readState();
  const proposals = await readProposals(context.alliance, members);
  const found = proposals.find(({ number, id }) => String(number) === text || String(id) === text);
  if (found !== undefined) return found;
  throw new TaskError(
    `There is no proposal ${text}.`,
    proposals.length === 0
      ? "None was made yet."
      : `They are numbered 1 to ${proposals.length}; see \`proposal list\`.`,
  );
}
