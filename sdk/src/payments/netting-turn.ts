import { formatInstant } from "../common/dates.ts";
import { GuildhallError } from "../common/guildhall-error.ts";
import { queryChain } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import type { NettingCycle } from "../generated/contracts/index.ts";

/** What is taken of a queue, as `propose` takes it. */
export interface TakenLots {
  /** Bitmaps of the lots, in order. */
  readonly taken: bigint[];
  /** Parts paid of divisible obligations, number << 96 | amount, in the order of the queue. */
  readonly parts: bigint[];
}

/** A proposal whose turn it is. */
export interface Turn extends TakenLots {
  /** Number of the organisation that made it. */
  readonly orgId: number;
}

/** Proposals are still taken. */
export class ProposalsOpen extends GuildhallError {
  override readonly name = "ProposalsOpen";
  constructor(cycle: number, until: number) {
    super(
      `Proposals for cycle ${cycle} are taken until ${formatInstant(until)}.`,
      "Propose (`netting propose`), and settle after that.",
      { cycle, until },
    );
  }
}

/**
 * The proposal that a closed cycle has to be settled by at a moment; none if every selection goes.
 *
 * @param now Seconds since 1970, UTC.
 * @throws ProposalsOpen
 */
export async function readTurn(netting: NettingCycle, cycle: number, now: number): Promise<Turn | undefined> {
  const [{ readyAt }, { proposalSeconds, turnSeconds }, proposals] = await Promise.all([
    netting.cycleOf(cycle),
    netting.schedule(),
    netting.proposalsOf(cycle),
  ]);
  const begins = Number(readyAt + proposalSeconds);
  if (now < begins) throw new ProposalsOpen(cycle, begins);
  // A list of ethers throws where an array says undefined.
  const proposal = [...proposals][Math.floor((now - begins) / Number(turnSeconds))];
  if (proposal === undefined) return undefined;
  const events = await queryChain(providerOf(netting.runner), ({ from, to }) =>
    netting.queryFilter(netting.filters.SelectionProposed(cycle, proposal.orgId), from, to),
  );
  const made = events.findLast(({ args }) => args.selection === proposal.selection);
  if (made === undefined) return undefined;
  return { orgId: Number(proposal.orgId), taken: [...made.args.taken], parts: [...made.args.parts] };
}
