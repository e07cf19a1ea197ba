import loader from "highs";
import { completed, solveBypass } from "./bypass.ts";
import { resolve, solveFifo } from "./fifo.ts";
import { inTheirOrder, Mend } from "./mend.ts";
import { Position } from "./position.ts";
import { type Problem, type Selection, worthOf } from "./problem.ts";
import { programOf } from "./program.ts";

/** How a selection is sought. */
export const MODES = ["fifo", "bypass", "optimal"] as const;
export type Mode = (typeof MODES)[number];

/** A selection, and how good it is. */
export interface Solution {
  readonly mode: Mode;
  readonly selection: Selection;
  readonly value: bigint;
  /** How much more than this there may be at most, as a share of it; nothing where that is not known. */
  readonly gap: number | undefined;
  readonly seconds: number;
}

const DEFAULT_SECONDS = 1.6;
const LEAST_SECONDS = 0.05;

// The package's types describe its CommonJS form, where the loader is a property of what is imported.
const loadHighs = loader as unknown as typeof loader.default;

/**
 * Seeks what can be settled.
 *
 * @param seconds Time for the mode `optimal`, all steps of it; the best found until then is taken, and the gap says how good it
 *   is at least. The solver looks at the clock between its steps, so it ends some 0.1 s later.
 */
export async function solve(problem: Problem, mode: Mode, seconds = DEFAULT_SECONDS): Promise<Solution> {
  const startedAt = performance.now();
  const { selection, gap } = await sought(problem, mode, startedAt + 1000 * seconds);
  const value = worthOf(problem, selection);
  return { mode, selection, value, gap, seconds: (performance.now() - startedAt) / 1000 };
}

async function sought(
  problem: Problem,
  mode: Mode,
  endsAt: number,
): Promise<{ selection: Selection; gap: number | undefined }> {
  if (mode === "fifo") return { selection: solveFifo(problem), gap: undefined };
  const heuristic = solveBypass(problem);
  if (mode === "bypass" || problem.units.length === 0) return { selection: heuristic, gap: undefined };
  const { selection, bound } = await solveProgram(problem, heuristic, endsAt);
  const best = worthOf(problem, selection) > worthOf(problem, heuristic) ? selection : heuristic;
  const value = Number(worthOf(problem, best));
  const isKnown = value > 0 && Number.isFinite(bound);
  return { selection: best, gap: isKnown ? Math.max(0, bound / value - 1) : undefined };
}

/**
 * The selection of the largest value as a mixed-integer program: a variable for each unit, one inequality for the money of
 * each member and currency, and one for each unit that must not come before another.
 */
async function solveProgram(
  problem: Problem,
  start: Selection,
  endsAt: number,
): Promise<{ selection: Selection; bound: number }> {
  const { constants, createModel, infinity } = await loadHighs();
  const program = programOf(problem, infinity);
  const { integer, continuous } = constants.variableType;
  const model = createModel({
    ...program.data,
    sense: constants.objectiveSense.maximize,
    integrality: program.isWhole.map((isWhole) => (isWhole ? integer : continuous)),
  });
  try {
    model.setSolution({ colValue: program.columnsOf(start) });
    const seconds = Math.max(LEAST_SECONDS, (endsAt - performance.now()) / 1000);
    model.options.set({ output_flag: false, time_limit: seconds, mip_rel_gap: 1e-6, random_seed: 1 });
    model.run();
    const found = program.selectionOf(model.getSolution().colValue);
    const bound = Number(model.info.get("mip_dual_bound")) * program.valueUnit;
    return { selection: exact(problem, found), bound };
  } finally {
    model.dispose();
  }
}

/** The solver counts in floating point: what exceeds the money by a hair is taken back, and what fits is added. */
function exact(problem: Problem, selection: Selection): Selection {
  const position = new Position(problem, inTheirOrder(problem, selection));
  resolve(position, new Mend(problem, position));
  return completed(problem, position.selection);
}
