import { PassOver } from "./bypass.ts";
import type { TakeBack } from "./fifo.ts";
import type { Position } from "./position.ts";
import { laneOf, type Problem, type Selection, type Unit } from "./problem.ts";

/** Leaves out of a selection what comes after something that is not paid in full and may not be passed over. */
export function inTheirOrder({ lanes }: Problem, selection: Selection): Selection {
  const paid = [...selection];
  for (let isChanging = true; isChanging; ) {
    isChanging = false;
    for (const members of lanes.values()) {
      let isBlocked = false;
      for (const { unit, leg } of members) {
        if (isBlocked && paid[unit.index] !== 0n) {
          paid[unit.index] = 0n;
          isChanging = true;
        }
        isBlocked ||= paid[unit.index] !== unit.amountMinor && !leg.obligation.mayWait;
      }
    }
  }
  return paid;
}

/**
 * Covers what rounding left uncovered, a few minor units mostly: others pay that much more of what they pay in part, or
 * the one that lacks it pays less of such; only then is something passed over.
 */
export class Mend implements TakeBack {
  readonly #problem: Problem;
  readonly #position: Position;
  readonly #rest: PassOver;
  readonly #cuts = new Map<Unit, number>();

  constructor(problem: Problem, position: Position) {
    this.#problem = problem;
    this.#position = position;
    this.#rest = new PassOver(problem, position);
  }

  readonly from = (lane: number, lackMinor: bigint): void => {
    if (!this.#raise(lane, lackMinor) && !this.#cut(lane, lackMinor)) this.#rest.from(lane, lackMinor);
  };

  #raise(lane: number, lackMinor: bigint): boolean {
    const unit = this.#problem.units.find((each) => {
      const [leg] = each.legs;
      if (!each.isDivisible || leg === undefined) return false;
      const paid = this.#position.paid(each);
      return (
        laneOf(leg.obligation.creditor, leg.obligation.currency) === lane &&
        paid > 0n &&
        paid + lackMinor < each.amountMinor &&
        this.#position.left(leg.lane) >= lackMinor
      );
    });
    if (unit === undefined) return false;
    this.#position.pay(unit, this.#position.paid(unit) + lackMinor);
    return true;
  }

  #cut(lane: number, lackMinor: bigint): boolean {
    const found = this.#problem.lanes.get(lane)?.find(({ unit, leg }) => {
      const paid = this.#position.paid(unit);
      const isCuttable = unit.isDivisible && (paid < unit.amountMinor || leg.obligation.mayWait);
      return isCuttable && paid > lackMinor && (this.#cuts.get(unit) ?? 0) < 8;
    });
    if (found === undefined) return false;
    this.#cuts.set(found.unit, (this.#cuts.get(found.unit) ?? 0) + 1);
    this.#position.pay(found.unit, this.#position.paid(found.unit) - lackMinor);
    return true;
  }
}
