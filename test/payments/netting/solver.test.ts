import { expect } from "chai";
import { completed, solveBypass } from "../../../payments/netting/bypass.ts";
import { solveFifo } from "../../../payments/netting/fifo.ts";
import { faultsOf, type Problem, type Selection, worthOf } from "../../../payments/netting/problem.ts";
import { MODES, solve } from "../../../payments/netting/solver.ts";
import { type Making, makeQueue } from "./problems.ts";

const TINY: Omit<Making, "seed"> = { count: 7, members: 3, currencies: 2, most: 4, money: 4 };
const SMALL: Omit<Making, "seed"> = { count: 60, members: 6, currencies: 2, most: 900, money: 700 };

describe("Netting: solvers", function () {
  this.timeout(120_000);

  it("find nothing that the contract would refuse, and each mode at least what the one before it finds", async () => {
    for (let seed = 1; seed <= 25; ++seed) {
      const { problem } = makeQueue({ ...SMALL, seed });
      const values: bigint[] = [];
      for (const mode of MODES) {
        const { selection, value } = await solve(problem, mode, 0.3);
        expect(faultsOf(problem, selection), `seed ${seed}, ${mode}`).to.deep.equal([]);
        expect(value).to.equal(worthOf(problem, selection));
        values.push(value);
      }
      const [fifo = 0n, bypass = 0n, optimal = 0n] = values;
      expect(bypass >= fifo, `seed ${seed}: bypass ${bypass}, fifo ${fifo}`).to.equal(true);
      expect(optimal >= bypass, `seed ${seed}: optimal ${optimal}, bypass ${bypass}`).to.equal(true);
    }
  });

  it("optimal: finds the best of all selections of a tiny queue", async () => {
    for (let seed = 1; seed <= 25; ++seed) {
      const { problem } = makeQueue({ ...TINY, seed });
      const best = bestOf(problem, false);
      const { value } = await solve(problem, "optimal", 5);
      expect(value, `seed ${seed}`).to.equal(best);
    }
  });

  it("fifo: finds the best of all beginnings of the queues of a tiny queue", () => {
    for (let seed = 1; seed <= 25; ++seed) {
      const { problem } = makeQueue({ ...TINY, seed });
      expect(worthOf(problem, solveFifo(problem)), `seed ${seed}`).to.equal(bestOf(problem, true));
    }
  });

  it("an empty queue is solved by nothing in every mode", async () => {
    const { problem } = makeQueue({ ...SMALL, seed: 7, count: 0 });
    for (const mode of MODES) expect((await solve(problem, mode)).value).to.equal(0n);
  });

  it("bypass: leaves nothing that could be paid by itself", () => {
    for (let seed = 1; seed <= 20; ++seed) {
      const { problem } = makeQueue({ ...SMALL, seed });
      const selection = solveBypass(problem);
      expect(worthOf(problem, completed(problem, selection))).to.equal(worthOf(problem, selection));
    }
  });
});

/** The best value of all selections, tried one by one; `strict`: nothing may be passed over. */
function bestOf(problem: Problem, strict: boolean): bigint {
  const { units } = problem;
  const strictly: Problem = strict
    ? {
        ...problem,
        lanes: new Map(
          [...problem.lanes].map(([lane, members]) => [
            lane,
            members.map(({ unit, leg }) => ({
              unit,
              leg: { ...leg, obligation: { ...leg.obligation, mayWait: false } },
            })),
          ]),
        ),
      }
    : problem;
  let best = 0n;
  const tried: bigint[] = units.map(() => 0n);
  const choose = (index: number): void => {
    const unit = units[index];
    if (unit === undefined) {
      const value = worthOf(strictly, tried as Selection);
      if (value > best && faultsOf(strictly, tried).length === 0) best = value;
      return;
    }
    const step = unit.isDivisible ? 1n : unit.amountMinor;
    for (let paid = 0n; paid <= unit.amountMinor; paid += step) {
      tried[index] = paid;
      choose(index + 1);
    }
    tried[index] = 0n;
  };
  choose(0);
  return best;
}
