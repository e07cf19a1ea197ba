import { type ProposalRecord, readDescription, readVoters } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { record, time } from "../../lib/output.ts";
import { findProposal } from "../../lib/proposing.ts";

interface Arguments {
  proposal: string;
}

export default action<Arguments>(async (args, context) => {
  const proposal = await findProposal(context, args.proposal);
  const { members } = await context.readState();
  const voters = await readVoters(context.alliance, proposal.id, members);
  const named = (id: number) => members.find((member) => member.id === id)?.alias;
  const description = await readDescription(context.alliance, proposal);
  const facts = {
    proposal: proposal.number,
    id: proposal.id,
    state: proposal.state,
    proposer: named(proposal.proposerId),
    does: proposal.does,
    description,
    vote: `after ${time(proposal.votesFrom)} until ${time(proposal.votesUntil)}`,
    votes: `${proposal.votes.for} for (${proposal.requiredVotes} needed), ${proposal.votes.against} against, ${proposal.votes.abstain} abstain`,
    voters: voters.map(named),
    executableFrom: time(proposal.executableFrom),
    next: nextStep(proposal),
  };
  return { data: { ...proposal, description, voters }, text: record(facts) };
});

function nextStep({ number, state, executableFrom }: ProposalRecord): string {
  switch (state) {
    case "pending":
      return "wait for the vote to begin";
    case "active":
      return `proposal vote ${number} for|against|abstain --as <member>`;
    case "succeeded":
      return `proposal queue ${number} --as <member>, before anyone's standing changes`;
    case "queued":
      return `proposal execute ${number} --as <member>, from ${time(executableFrom)} on`;
    default:
      return "nothing";
  }
}
