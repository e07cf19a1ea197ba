import type { ModelData } from "highs";
import { laneOf, type Problem, type Selection } from "./problem.ts";

/** Largest coefficient that the solver sees; its tolerances are relative to one. */
const SCALE = 1e6;

/** A problem as the solver takes it. Columns beyond the units say whether something divisible is paid in full. */
export interface Program {
  readonly data: Omit<ModelData, "sense" | "integrality">;
  readonly isWhole: readonly boolean[];
  /** What one in the objective counts. */
  readonly valueUnit: number;
  columnsOf(selection: Selection): Float64Array;
  selectionOf(columns: ArrayLike<number>): Selection;
}

/** @param infinity What the solver takes for no limit. */
export function programOf(problem: Problem, infinity: number): Program {
  const { units, lanes, available } = problem;
  const rows = new Rows();
  const isWhole = units.map(({ isDivisible }) => !isDivisible);
  // Behind what is divisible and must not be passed over there is a variable more: whether it is paid in full.
  const fullOf = new Map<number, number>();
  const fullColumn = (index: number): number => {
    if (isWhole[index]) return index;
    const known = fullOf.get(index);
    if (known !== undefined) return known;
    const column = isWhole.push(true) - 1;
    fullOf.set(index, column);
    rows.add(
      [
        [column, 1],
        [index, -1],
      ],
      0,
    );
    return column;
  };
  for (const members of lanes.values()) {
    let gate: number | undefined;
    for (const { unit, leg } of members) {
      if (gate !== undefined)
        rows.add(
          [
            [unit.index, 1],
            [gate, -1],
          ],
          0,
        );
      if (!leg.obligation.mayWait) gate = fullColumn(unit.index);
    }
  }
  for (const [lane, entries] of moneyOf(problem)) {
    const most = Math.max(...entries.map(([, amount]) => Math.abs(amount)));
    const scale = SCALE / most;
    rows.add(
      entries.map(([column, amount]) => [column, amount * scale]),
      Number(available.get(lane) ?? 0n) * scale,
    );
  }
  const most = Math.max(...units.map(({ value }) => Number(value)));
  const costs = isWhole.map((_, column) => (Number(units[column]?.value ?? 0n) / most) * SCALE);
  return {
    data: {
      numCols: isWhole.length,
      numRows: rows.count,
      colCost: costs,
      colLower: isWhole.map(() => 0),
      colUpper: isWhole.map(() => 1),
      rowLower: rows.limits.map(() => -infinity),
      rowUpper: rows.limits,
      matrix: rows.matrix(isWhole.length),
    },
    isWhole,
    valueUnit: most / SCALE,
    columnsOf(selection) {
      const columns = new Float64Array(isWhole.length);
      for (const { index, amountMinor } of units) {
        const paid = selection[index] ?? 0n;
        columns[index] = paid === amountMinor ? 1 : Number(paid) / Number(amountMinor);
        const full = fullOf.get(index);
        if (full !== undefined) columns[full] = paid === amountMinor ? 1 : 0;
      }
      return columns;
    },
    selectionOf(columns) {
      return units.map(({ index, amountMinor, isDivisible }) => {
        const share = columns[index] ?? 0;
        const full = fullOf.get(index);
        const isFull = full === undefined ? share > 1 - 1e-6 : (columns[full] ?? 0) > 0.5;
        if (!isDivisible) return share > 0.5 ? amountMinor : 0n;
        return isFull ? amountMinor : partOf(amountMinor, share);
      });
    },
  };
}

/** A share of an amount, less than all of it. At a vertex of the program parts are whole numbers, so the nearest is meant. */
function partOf(amountMinor: bigint, share: number): bigint {
  const part = BigInt(Math.round(Number(amountMinor) * Math.max(0, share)));
  return part < amountMinor ? part : amountMinor - 1n;
}

/** What each unit takes from a member and currency that pays anything, by lane. */
function moneyOf({ units, lanes }: Problem): Map<number, [column: number, amount: number][]> {
  const entries = new Map<number, [number, number][]>([...lanes.keys()].map((lane) => [lane, []]));
  for (const { index, legs } of units) {
    for (const { lane, obligation } of legs) {
      const amount = Number(obligation.amountMinor);
      entries.get(lane)?.push([index, amount]);
      entries.get(laneOf(obligation.creditor, obligation.currency))?.push([index, -amount]);
    }
  }
  return entries;
}

/** Inequalities as the solver takes them: sparse, row by row. */
class Rows {
  readonly limits: number[] = [];
  readonly #starts: number[] = [0];
  readonly #columns: number[] = [];
  readonly #values: number[] = [];

  get count(): number {
    return this.limits.length;
  }

  add(entries: readonly (readonly [column: number, value: number])[], atMost: number): void {
    for (const [column, value] of entries) {
      this.#columns.push(column);
      this.#values.push(value);
    }
    this.#starts.push(this.#columns.length);
    this.limits.push(atMost);
  }

  matrix(numCols: number): ModelData["matrix"] {
    return {
      format: "csr",
      numRows: this.count,
      numCols,
      starts: this.#starts,
      indices: this.#columns,
      values: this.#values,
    } as unknown as ModelData["matrix"];
  }
}
