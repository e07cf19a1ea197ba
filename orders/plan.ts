import loader from "highs";
import { latenessDays, type Material, type Offered } from "./plan/model.ts";
import { programOf, readSolution } from "./plan/program.ts";

export * from "./plan/material.ts";
export * from "./plan/model.ts";

/** What covers a line of demand, and what does not. */
export interface Cover {
  readonly demandId: number;
  /** From own stock at the place where it is needed. */
  readonly fromStockMilli: bigint;
  /** To be ordered: whole lots of promises, in order of their numbers. */
  readonly calls: readonly { readonly promiseId: number; readonly quantityMilli: bigint }[];
  /** What nothing covers. */
  readonly shortMilli: bigint;
}

/** What the plan comes to, in the order in which it was minimised. */
export interface Measure {
  /** Thousandths of units that are missing, over all lines. */
  readonly shortMilli: bigint;
  /** Thousandths of units times days (begun) that they come late. */
  readonly lateMilliDays: bigint;
  /** Thousandths of minor units that what is to be ordered costs. */
  readonly costMilliMinor: bigint;
}

/** A plan of what to take from stock and what to order. */
export interface SupplyPlan {
  readonly covers: readonly Cover[];
  readonly measure: Measure;
}

type Solve = (program: string) => { status: string; value(name: string): number };

/** Solver options: one thread and one seed, so that the same input gives the same plan. */
const OPTIONS = {
  output_flag: false,
  random_seed: 0,
  threads: 1,
  parallel: "off",
  mip_rel_gap: 0,
  mip_abs_gap: 0,
} as const;

/**
 * Allocates stock and promises to demand: the least shortage; of such plans the least lateness; of those the least cost.
 * Lots are taken whole. Whatever the solver says is rounded to whole lots and measured anew in integers.
 *
 * @returns The same plan for the same input.
 * @throws Error when the solver finds no optimum, which a plan always has: it may be short of everything.
 */
export async function planSupply(material: Material): Promise<SupplyPlan> {
  const sorted = sortedById(material);
  const solve = await solver();
  const limits: bigint[] = [];
  let plan = emptyPlan(sorted);
  for (const goal of ["short", "late", "cost"] as const) {
    const solution = solve(programOf(sorted, goal, limits));
    if (solution.status !== "Optimal") throw new Error(`The solver ends with ${solution.status} on ${goal}.`);
    plan = measured(sorted, readSolution(sorted, solution.value));
    limits.push(goal === "short" ? plan.measure.shortMilli : plan.measure.lateMilliDays);
  }
  return plan;
}

/** Measures a choice of lots exactly; what is in stock goes to the lines that need it earliest. */
export function measured(
  { demands, promises, stocks }: Material,
  lotsOf: ReadonlyMap<number, bigint>,
): SupplyPlan {
  const left = new Map(stocks.map(({ place, quantityMilli }) => [place, quantityMilli]));
  const covers = [...demands]
    .sort((a, b) => a.neededBy - b.neededBy || a.id - b.id)
    .map(({ id, place, openMilli }): Cover => {
      const calls = promises
        .filter(({ demandId }) => demandId === id)
        .map((offered) => ({ promiseId: offered.id, quantityMilli: orderedOf(offered, lotsOf) }))
        .filter(({ quantityMilli }) => quantityMilli > 0n);
      const ordered = calls.reduce((sum, { quantityMilli }) => sum + quantityMilli, 0n);
      const missing = openMilli > ordered ? openMilli - ordered : 0n;
      const inStock = left.get(place) ?? 0n;
      const fromStockMilli = inStock < missing ? inStock : missing;
      left.set(place, inStock - fromStockMilli);
      return { demandId: id, fromStockMilli, calls, shortMilli: missing - fromStockMilli };
    })
    .sort((a, b) => a.demandId - b.demandId);
  const neededBy = new Map(demands.map((demand) => [demand.id, demand.neededBy]));
  const total = (weight: (offered: Offered) => bigint) =>
    promises.reduce((sum, offered) => sum + weight(offered) * orderedOf(offered, lotsOf), 0n);
  return {
    covers,
    measure: {
      shortMilli: covers.reduce((sum, { shortMilli }) => sum + shortMilli, 0n),
      lateMilliDays: total((offered) => latenessDays(offered, neededBy.get(offered.demandId) ?? 0)),
      costMilliMinor: total(({ unitPriceMinor }) => unitPriceMinor),
    },
  };
}

function orderedOf({ id, lotMilli }: Offered, lotsOf: ReadonlyMap<number, bigint>): bigint {
  return (lotsOf.get(id) ?? 0n) * lotMilli;
}

function emptyPlan(material: Material): SupplyPlan {
  return measured(material, new Map());
}

function sortedById({ demands, promises, stocks }: Material): Material {
  return {
    demands: [...demands].sort((a, b) => a.id - b.id),
    promises: [...promises].sort((a, b) => a.id - b.id),
    stocks: [...stocks].sort((a, b) => (a.place < b.place ? -1 : 1)),
  };
}

// The package declares its types for CommonJS; what an ES module gets is the loader itself.
const loadHighs = loader as unknown as typeof loader.default;

let loaded: ReturnType<typeof loadHighs> | undefined;

async function solver(): Promise<Solve> {
  loaded ??= loadHighs();
  const highs = await loaded;
  return (program) => {
    const { Status, Columns } = highs.solve(program, OPTIONS as object);
    return {
      status: Status,
      value: (name) => (Columns[name] as { Primal?: number } | undefined)?.Primal ?? 0,
    };
  };
}
