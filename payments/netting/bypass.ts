import { LastFirst, resolve, solveFifo, type TakeBack } from "./fifo.ts";
import { Position } from "./position.ts";
import { type Problem, type Selection, type Unit, worthOf } from "./problem.ts";

/**
 * The same, but what its debtor allows to wait is passed over, so that it stops nobody: taken back is first the smallest of
 * those that covers what is lacking, else the largest; only without any the last. Then whatever can still be paid is
 * added, in order. At least as good as `solveFifo`.
 */
export function solveBypass(problem: Problem): Selection {
  const strict = completed(problem, solveFifo(problem));
  const position = new Position(problem);
  for (const unit of problem.units) position.pay(unit, unit.amountMinor);
  resolve(position, new PassOver(problem, position));
  const passed = completed(problem, position.selection);
  return worthOf(problem, passed) > worthOf(problem, strict) ? passed : strict;
}

/** Adds to a selection what can be paid by itself, in order, until nothing more can. */
export function completed(problem: Problem, selection: Selection): Selection {
  const position = new Position(problem, selection);
  for (let isGrowing = true; isGrowing; ) {
    isGrowing = false;
    for (const unit of inTurn(problem, position)) {
      const amount = payable(position, unit);
      if (amount > position.paid(unit)) {
        position.pay(unit, amount);
        isGrowing = true;
      }
    }
  }
  return position.selection;
}

/** Units that are not paid in full and whose turn it is in all their queues. */
function* inTurn({ lanes }: Problem, position: Position): Generator<Unit> {
  for (const members of lanes.values()) {
    for (const { unit, leg } of members) {
      const isPaid = () => position.paid(unit) === unit.amountMinor;
      if (isPaid()) continue;
      if (unit.legs.every((each) => each === leg || isReached(lanes, position, unit, each.lane))) yield unit;
      if (!isPaid() && !leg.obligation.mayWait) break;
    }
  }
}

function isReached(lanes: Problem["lanes"], position: Position, unit: Unit, lane: number): boolean {
  for (const each of lanes.get(lane) ?? []) {
    if (each.unit === unit) return true;
    if (position.paid(each.unit) !== each.unit.amountMinor && !each.leg.obligation.mayWait) return false;
  }
  return false;
}

/** How much of a unit can be paid with what is left beside what it has been paid. */
function payable(position: Position, unit: Unit): bigint {
  const paid = position.paid(unit);
  const [leg] = unit.legs;
  if (unit.isDivisible && leg !== undefined) {
    const left = position.left(leg.lane);
    const rest = unit.amountMinor - paid;
    if (left <= 0n) return paid;
    return left < rest ? paid + left : unit.amountMinor;
  }
  const isCovered = unit.legs.every(({ lane, obligation }) => position.left(lane) >= obligation.amountMinor);
  return isCovered ? unit.amountMinor : paid;
}

/** Passes over what its debtor allows to wait, before it takes back the last. */
export class PassOver implements TakeBack {
  readonly #problem: Problem;
  readonly #position: Position;
  readonly #last: LastFirst;

  constructor(problem: Problem, position: Position) {
    this.#problem = problem;
    this.#position = position;
    this.#last = new LastFirst(problem, position);
  }

  readonly from = (lane: number, lackMinor: bigint): void => {
    const waiting = (this.#problem.lanes.get(lane) ?? []).filter(
      ({ unit }) => this.#position.paid(unit) > 0n && unit.legs.every(({ obligation }) => obligation.mayWait),
    );
    const paidIn = ({ unit, leg }: (typeof waiting)[number]) =>
      unit.legs.length === 1 ? this.#position.paid(unit) : leg.obligation.amountMinor;
    let best: (typeof waiting)[number] | undefined;
    for (const each of waiting) {
      const [amount, leading] = [paidIn(each), best === undefined ? -1n : paidIn(best)];
      const isBetter = leading >= lackMinor ? amount >= lackMinor && amount < leading : amount > leading;
      if (isBetter) best = each;
    }
    if (best === undefined) this.#last.from(lane, lackMinor);
    else this.#position.pay(best.unit, 0n);
  };
}
