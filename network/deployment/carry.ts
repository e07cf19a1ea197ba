import { send } from "@guildhall/sdk";
import { type Alliance, type ProposalRecord, readProposal } from "@guildhall/sdk/consortium";
import type { Signer } from "ethers";
import type { Clock } from "../clock.ts";

/** Told of each step of a proposal's way. */
export type OnStep = (did: string, sent: { hash: string; gasUsed: bigint }) => void;

/** A member that votes, by one of its admins. */
export interface Voter {
  alias: string;
  signer: Signer;
}

/** Who takes part in carrying a proposal. */
export interface Carriers {
  /** Members that vote for. Those who voted already are passed over. */
  voters: readonly Voter[];
  clock: Clock;
  onStep?: OnStep;
}

/**
 * Brings a proposal from where it stands to its execution: votes for it, queues and executes it, waiting for the times
 * that the governor sets (on a development chain they are passed over). Run again after an interruption it goes on from
 * where the chain says it is.
 *
 * @returns The proposal as it ended: executed, or in the state in which it cannot go on.
 */
export async function carry(alliance: Alliance, number: number, carriers: Carriers): Promise<ProposalRecord> {
  for (;;) {
    const proposal = await readProposal(alliance, number);
    if (!(await advance(alliance, proposal, carriers))) return proposal;
  }
}

/** One step; false when the proposal goes no further. */
async function advance(alliance: Alliance, proposal: ProposalRecord, carriers: Carriers): Promise<boolean> {
  const { governor } = alliance;
  const { voters, clock, onStep = () => {} } = carriers;
  const [first] = voters;
  if (first === undefined) return false;
  switch (proposal.state) {
    case "pending":
      await clock.until(proposal.votesFrom + 1);
      return true;
    case "active":
      await voteAll(alliance, proposal, carriers);
      await clock.until(proposal.votesUntil + 1);
      return true;
    case "succeeded":
      onStep(
        "queue",
        await send(first.signer, await governor["queue(uint256)"].populateTransaction(proposal.id)),
      );
      return true;
    case "queued":
      await clock.until(proposal.executableFrom);
      onStep(
        "execute",
        await send(first.signer, await governor["execute(uint256)"].populateTransaction(proposal.id)),
      );
      return true;
    default:
      return false;
  }
}

/** All at once, so that they share a block where blocks take seconds. */
async function voteAll(
  alliance: Alliance,
  { id, number }: ProposalRecord,
  { voters, onStep = () => {} }: Carriers,
): Promise<void> {
  const { governor } = alliance;
  const votes = await Promise.allSettled(
    voters.map(async ({ alias, signer }) => {
      if (await governor.hasVoted(id, signer)) return;
      onStep(`${alias} votes for`, await send(signer, await governor.castVote.populateTransaction(id, 1)));
    }),
  );
  const failed = votes.find((vote) => vote.status === "rejected");
  // Blocks may be slow, so the vote can end while members vote; those who voted may be enough.
  if (failed !== undefined && (await readProposal(alliance, number)).state === "active") throw failed.reason;
}
