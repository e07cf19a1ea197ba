import { add, laneOf, type Problem, paidOf, type Selection, type Unit } from "./problem.ts";

/** A selection in the making: what is paid of each unit, and what each member has left. */
export class Position {
  readonly problem: Problem;
  readonly #paid: bigint[];
  /** What is left of what a cycle may take, by lane; below zero where more is paid than there is. */
  readonly #left: Map<number, bigint>;

  constructor(problem: Problem, selection?: Selection) {
    this.problem = problem;
    this.#left = new Map(problem.available);
    this.#paid = problem.units.map(() => 0n);
    if (selection !== undefined) {
      for (const unit of problem.units) this.pay(unit, selection[unit.index] ?? 0n);
    }
  }

  get selection(): Selection {
    return this.#paid;
  }

  paid({ index }: Unit): bigint {
    return this.#paid[index] ?? 0n;
  }

  left(lane: number): bigint {
    return this.#left.get(lane) ?? 0n;
  }

  /** Pays so much of a unit instead of what was paid before. */
  pay(unit: Unit, amountMinor: bigint): void {
    const before = this.#paid[unit.index] ?? 0n;
    if (before === amountMinor) return;
    const [was, is] = [{ [unit.index]: before }, { [unit.index]: amountMinor }];
    for (const leg of unit.legs) {
      const change =
        paidOf(unit, leg, is as unknown as Selection) - paidOf(unit, leg, was as unknown as Selection);
      add(this.#left, leg.lane, -change);
      add(this.#left, laneOf(leg.obligation.creditor, leg.obligation.currency), change);
    }
    this.#paid[unit.index] = amountMinor;
  }

  /** Lanes in which more is paid than there is. */
  short(): number[] {
    return [...this.#left].filter(([, left]) => left < 0n).map(([lane]) => lane);
  }
}
