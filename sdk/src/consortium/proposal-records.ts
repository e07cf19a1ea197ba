import type { Provider } from "ethers";
import { id as digestOf } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { type Alliance, providerOf } from "./connect.ts";
import type { ProposedCall } from "./describe.ts";
import { describeCall, type MemberName } from "./describe.ts";
import { nameOf, PROPOSAL_STATES, type ProposalStateName } from "./names.ts";

/** A proposal as the governor keeps it. Times are seconds since 1970, UTC. */
export interface ProposalRecord {
  /** Its place in the governor's list, from 1. */
  readonly number: number;
  /** Its id: a hash of its calls and its description. */
  readonly id: bigint;
  readonly state: ProposalStateName;
  readonly calls: readonly ProposedCall[];
  /** What each call would do, in words. */
  readonly does: readonly string[];
  readonly descriptionHash: string;
  /** Number of the organisation that made it. */
  readonly proposerId: number;
  /** The account that submitted it. */
  readonly proposer: string;
  /** Votes are taken after this time. */
  readonly votesFrom: number;
  /** Last time at which votes are taken. */
  readonly votesUntil: number;
  /** When it may be executed; 0 until it is queued. */
  readonly executableFrom: number;
  readonly votes: { readonly for: number; readonly against: number; readonly abstain: number };
  /** Votes for that it needs, given today's members. */
  readonly requiredVotes: number;
}

/**
 * Reads every proposal ever made, oldest first.
 *
 * @param members Names for the organisations that the calls concern.
 */
export async function readProposals(
  alliance: Alliance,
  members: readonly MemberName[] = [],
): Promise<ProposalRecord[]> {
  const count = Number(await alliance.governor.proposalCount());
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return mapConcurrently(numbers, (number) => readProposal(alliance, number, members), 4);
}

/**
 * Reads one proposal.
 *
 * @param number Its place in the governor's list, from 1.
 */
export async function readProposal(
  alliance: Alliance,
  number: number,
  members: readonly MemberName[] = [],
): Promise<ProposalRecord> {
  const { governor } = alliance;
  const [id, targets, values, calldatas, descriptionHash] = await governor.proposalDetailsAt(number - 1);
  const [state, snapshot, deadline, eta, votes, required, proposerId, proposer] = await Promise.all([
    governor.state(id),
    governor.proposalSnapshot(id),
    governor.proposalDeadline(id),
    governor.proposalEta(id),
    governor.proposalVotes(id),
    governor.requiredVotes(id),
    governor.proposingOrganisation(id),
    governor.proposalProposer(id),
  ]);
  const calls = targets.map((target, index) => ({
    target,
    value: values[index] ?? 0n,
    calldata: calldatas[index] ?? "0x",
  }));
  return {
    number,
    id,
    state: nameOf(PROPOSAL_STATES, state),
    calls,
    does: calls.map((call) => describeCall(alliance, call, members)),
    descriptionHash,
    proposerId: Number(proposerId),
    proposer,
    votesFrom: Number(snapshot),
    votesUntil: Number(deadline),
    executableFrom: Number(eta),
    votes: {
      for: Number(votes.forVotes),
      against: Number(votes.againstVotes),
      abstain: Number(votes.abstainVotes),
    },
    requiredVotes: Number(required),
  };
}

/**
 * Which of these members have voted on a proposal, through whichever account.
 *
 * @returns Their numbers.
 */
export async function readVoters(
  { governor }: Alliance,
  proposalId: bigint,
  members: readonly Pick<MemberName, "id">[],
): Promise<number[]> {
  const voted = await mapConcurrently(members, ({ id }) => governor.hasOrganisationVoted(proposalId, id));
  return members.filter((_, index) => voted[index]).map(({ id }) => id);
}

/**
 * The text of a proposal. The governor keeps only its hash, so the event is looked up in the block in which
 * the proposal was made, found by its time.
 *
 * @returns Nothing when the voting delay has been changed since, so that the block cannot be told.
 */
export async function readDescription(
  alliance: Alliance,
  proposal: ProposalRecord,
): Promise<string | undefined> {
  const { governor } = alliance;
  const provider = providerOf(governor.runner);
  const proposedAt = proposal.votesFrom - Number(await governor.votingDelay());
  const block = await firstBlockFrom(provider, proposedAt);
  const events = await governor.queryFilter(governor.filters.ProposalCreated(), block, block);
  return events
    .map(({ args }) => args.description)
    .find((text) => digestOf(text) === proposal.descriptionHash);
}

/** First block sealed at or after a time; the latest block if none was. */
async function firstBlockFrom(provider: Provider, timestamp: number): Promise<number> {
  let low = 0;
  let high = await provider.getBlockNumber();
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const block = await provider.getBlock(middle);
    if ((block?.timestamp ?? 0) < timestamp) low = middle + 1;
    else high = middle;
  }
  return low;
}
