import { Position } from "./position.ts";
import type { Problem, Selection, Unit } from "./problem.ts";

/** Times that one obligation is cut before it is left out whole: cuts may chase each other around a ring. */
const CUTS = 32;

/**
 * The most that can be settled in strict order, as if nothing might be passed over: everything is taken, then the last of
 * whoever lacks money is taken back until nobody does (Bech and Soramäki's resolution of gridlock). What is left is the
 * largest such selection, whatever the order of taking back, unless rings of divisible obligations are cut short.
 */
export function solveFifo(problem: Problem): Selection {
  const position = new Position(problem);
  for (const unit of problem.units) position.pay(unit, unit.amountMinor);
  resolve(position, new LastFirst(problem, position));
  return position.selection;
}

/** Which unit of a lane is taken back next. */
export interface TakeBack {
  /** Takes back of a lane what covers `lackMinor`, or at least something. */
  from(lane: number, lackMinor: bigint): void;
}

/** Takes back until nobody pays more than there is. */
export function resolve(position: Position, { from }: TakeBack): void {
  for (let short = position.short(); short.length > 0; short = position.short()) {
    for (const lane of short) {
      const left = position.left(lane);
      if (left < 0n) from(lane, -left);
    }
  }
}

/** Keeps what is paid of each lane a beginning of it. */
export class LastFirst implements TakeBack {
  readonly #problem: Problem;
  readonly #position: Position;
  /** How many of a lane are still taken, by lane. */
  readonly #length: Map<number, number>;
  readonly #cuts = new Map<Unit, number>();

  constructor(problem: Problem, position: Position) {
    this.#problem = problem;
    this.#position = position;
    this.#length = new Map([...problem.lanes].map(([lane, members]) => [lane, members.length]));
  }

  readonly from = (lane: number, lackMinor: bigint): void => {
    const length = this.#length.get(lane) ?? 0;
    const last = this.#problem.lanes.get(lane)?.[length - 1];
    if (last === undefined) throw new RangeError(`Lane ${lane} lacks ${lackMinor} although it pays nothing.`);
    const { unit } = last;
    const paid = this.#position.paid(unit);
    const cuts = this.#cuts.get(unit) ?? 0;
    if (unit.isDivisible && paid > lackMinor && cuts < CUTS) {
      this.#cuts.set(unit, cuts + 1);
      this.#position.pay(unit, paid - lackMinor);
      return;
    }
    this.#drop(unit);
  };

  /** Takes a unit back, and all that comes after it in the queues of its debtors. */
  #drop(unit: Unit): void {
    this.#position.pay(unit, 0n);
    for (const { lane, rank } of unit.legs) {
      const members = this.#problem.lanes.get(lane) ?? [];
      const length = this.#length.get(lane) ?? 0;
      if (length <= rank) continue;
      this.#length.set(lane, rank);
      for (const after of members.slice(rank + 1, length)) this.#drop(after.unit);
    }
  }
}
