import { PRIORITIES, type Queue, type QueuedObligation } from "@guildhall/sdk/payments";

/** One direction of what is settled together: an obligation, or a leg of a payment versus payment. */
export interface Leg {
  readonly obligation: QueuedObligation;
  /** Queue of debtor and currency that it stands in, see `laneOf`. */
  readonly lane: number;
  /** Place in `Problem.lanes[lane]`. */
  readonly rank: number;
}

/** What is settled together or not at all. */
export interface Unit {
  readonly index: number;
  readonly legs: readonly Leg[];
  /** Amount of a single obligation; of a pair that of its first leg. */
  readonly amountMinor: bigint;
  readonly isDivisible: boolean;
  /** What settling all of it counts. */
  readonly value: bigint;
}

/** What can be settled of a queue, and with which money. */
export interface Problem {
  readonly cycle: number;
  readonly units: readonly Unit[];
  /** By debtor and currency, in the order in which the contract wants them: priority, then arrival. */
  readonly lanes: ReadonlyMap<number, readonly { unit: Unit; leg: Leg }[]>;
  /** What a cycle may take, by lane. */
  readonly available: ReadonlyMap<number, bigint>;
  /** What one minor unit counts, by currency. */
  readonly weights: readonly bigint[];
  /** Obligations that cannot be settled now: held, cancelled, not released, or of excluded members. */
  readonly absent: readonly QueuedObligation[];
}

/** What of each unit is paid, by its index: nothing, all, or a part of what is divisible. */
export type Selection = readonly bigint[];

/** The surroundings of a queue. */
export interface Means {
  /** What a cycle may take from a member, in minor units. */
  available(member: number, currency: number): bigint;
  readonly weights: readonly bigint[];
  /** Numbers of members that are not in good standing. */
  readonly excluded: ReadonlySet<number>;
}

/** Number of the queue of one debtor in one currency. */
export function laneOf(member: number, currency: number): number {
  return member * 16 + currency;
}

/** Puts a queue into the form that the solvers work on. */
export function problemOf({ cycle, obligations }: Queue, means: Means): Problem {
  const { weights, excluded } = means;
  const groups = pairsTogether(obligations);
  const isOpen = (obligation: QueuedObligation) =>
    !excluded.has(obligation.debtor) &&
    !excluded.has(obligation.creditor) &&
    (obligation.leg === "counter"
      ? obligation.mark === "released"
      : obligation.mark !== "held" && obligation.mark !== "cancelled");
  const open = groups.filter((group) => group.every(isOpen));
  const ranks = ranksOf(open.flat());
  const units = open.map((group, index): Unit => {
    const [first] = group as [QueuedObligation];
    const legs = group.map((obligation) => ({
      obligation,
      lane: laneOf(obligation.debtor, obligation.currency),
      rank: ranks.get(obligation.id) ?? 0,
    }));
    const value = group.reduce(
      (sum, { amountMinor, currency }) => sum + amountMinor * (weights[currency] ?? 0n),
      0n,
    );
    return { index, legs, amountMinor: first.amountMinor, isDivisible: first.isDivisible, value };
  });
  return {
    cycle,
    units,
    lanes: lanesOf(units),
    available: availableOf(obligations, means),
    weights,
    absent: groups.filter((group) => !group.every(isOpen)).flat(),
  };
}

/** What a selection takes of a leg. */
export function paidOf(unit: Unit, leg: Leg, selection: Selection): bigint {
  const paid = selection[unit.index] ?? 0n;
  return unit.legs.length === 1 || paid === 0n ? paid : leg.obligation.amountMinor;
}

/** Sum over all currencies of weight times amount settled, as the contract counts it. */
export function worthOf({ units, weights }: Problem, selection: Selection): bigint {
  let value = 0n;
  for (const unit of units) {
    for (const leg of unit.legs) {
      value += paidOf(unit, leg, selection) * (weights[leg.obligation.currency] ?? 0n);
    }
  }
  return value;
}

/** What each member receives less what it pays, by lane. */
export function netsOf({ units }: Problem, selection: Selection): Map<number, bigint> {
  const nets = new Map<number, bigint>();
  for (const unit of units) {
    for (const leg of unit.legs) {
      const { creditor, currency } = leg.obligation;
      const paid = paidOf(unit, leg, selection);
      if (paid === 0n) continue;
      add(nets, leg.lane, -paid);
      add(nets, laneOf(creditor, currency), paid);
    }
  }
  return nets;
}

/**
 * What the contract would object to, or nothing: checks order and floors anew, by other means than the solvers.
 *
 * @returns One sentence for each fault.
 */
export function faultsOf(problem: Problem, selection: Selection): string[] {
  const faults: string[] = [];
  for (const { index, amountMinor, isDivisible } of problem.units) {
    const paid = selection[index] ?? 0n;
    if (paid < 0n || paid > amountMinor || (paid !== 0n && paid !== amountMinor && !isDivisible)) {
      faults.push(`unit ${index} is paid ${paid} of ${amountMinor}`);
    }
  }
  for (const members of problem.lanes.values()) {
    let isBlocked = false;
    for (const { unit, leg } of members) {
      const paid = selection[unit.index] ?? 0n;
      if (paid !== 0n && isBlocked) faults.push(`obligation ${leg.obligation.id} is out of order`);
      if (paid !== unit.amountMinor && !leg.obligation.mayWait) isBlocked = true;
    }
  }
  for (const [lane, net] of netsOf(problem, selection)) {
    const available = problem.available.get(lane) ?? 0n;
    if (net < 0n && available + net < 0n) faults.push(`lane ${lane} lacks ${-(available + net)}`);
  }
  return faults;
}

/** Adds to an entry that may not be there yet. */
export function add(sums: Map<number, bigint>, key: number, amount: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}

function pairsTogether(obligations: readonly QueuedObligation[]): QueuedObligation[][] {
  const groups: QueuedObligation[][] = [];
  for (const obligation of obligations) {
    if (obligation.leg === "counter") groups.at(-1)?.push(obligation);
    else groups.push([obligation]);
  }
  return groups;
}

function inOrder(a: QueuedObligation, b: QueuedObligation): number {
  return PRIORITIES[b.priority] - PRIORITIES[a.priority];
}

function ranksOf(obligations: readonly QueuedObligation[]): Map<number, number> {
  const counts = new Map<number, number>();
  const ranks = new Map<number, number>();
  // Sorting is stable, so within a priority the order of the queue is kept.
  for (const { id, debtor, currency } of [...obligations].sort(inOrder)) {
    const lane = laneOf(debtor, currency);
    const rank = counts.get(lane) ?? 0;
    ranks.set(id, rank);
    counts.set(lane, rank + 1);
  }
  return ranks;
}

function lanesOf(units: readonly Unit[]): Map<number, { unit: Unit; leg: Leg }[]> {
  const lanes = new Map<number, { unit: Unit; leg: Leg }[]>();
  for (const unit of units) {
    for (const leg of unit.legs) lanes.set(leg.lane, [...(lanes.get(leg.lane) ?? []), { unit, leg }]);
  }
  for (const members of lanes.values()) members.sort((a, b) => a.leg.rank - b.leg.rank);
  return lanes;
}

function availableOf(obligations: readonly QueuedObligation[], means: Means): Map<number, bigint> {
  const available = new Map<number, bigint>();
  for (const { debtor, currency } of obligations) {
    const lane = laneOf(debtor, currency);
    if (!available.has(lane)) available.set(lane, means.available(debtor, currency));
  }
  return available;
}
