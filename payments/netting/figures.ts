import { netsOf, type Problem, paidOf, type Selection } from "./problem.ts";

/** What a selection does in one currency, in minor units. */
export interface Figures {
  readonly currency: number;
  /** All that stands in the queue and is not held, cancelled or of an excluded member. */
  readonly queuedMinor: bigint;
  /** What is settled of it. */
  readonly settledMinor: bigint;
  /** What moves between members for that. */
  readonly netMinor: bigint;
  /** How many times the net is in the gross; nothing where no money moves. */
  readonly ratio: number | undefined;
  readonly settledShare: number;
  /** Share of the money that settling each by itself would have moved, and that need not move. */
  readonly savedShare: number;
  readonly obligations: number;
  readonly settledObligations: number;
}

/** What a selection does, by currency. */
export function figuresOf(problem: Problem, selection: Selection): Figures[] {
  const nets = netsOf(problem, selection);
  return problem.weights.map((_, currency) => {
    let [queuedMinor, settledMinor] = [0n, 0n];
    let [obligations, settledObligations] = [0, 0];
    for (const unit of problem.units) {
      for (const leg of unit.legs) {
        if (leg.obligation.currency !== currency) continue;
        const paid = paidOf(unit, leg, selection);
        queuedMinor += leg.obligation.amountMinor;
        settledMinor += paid;
        obligations++;
        if (paid > 0n) settledObligations++;
      }
    }
    const netMinor = [...nets].reduce(
      (sum, [lane, net]) => (lane % 16 === currency && net > 0n ? sum + net : sum),
      0n,
    );
    return {
      currency,
      queuedMinor,
      settledMinor,
      netMinor,
      ratio: netMinor === 0n ? undefined : shareOf(settledMinor, netMinor),
      settledShare: shareOf(settledMinor, queuedMinor),
      savedShare: settledMinor === 0n ? 0 : 1 - shareOf(netMinor, settledMinor),
      obligations,
      settledObligations,
    };
  });
}

function shareOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 1_000_000n) / whole) / 1_000_000;
}
