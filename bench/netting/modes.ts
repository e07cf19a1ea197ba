/**
 * npm run bench:netting [-- --count 1000 --members 32 --seconds 1.6]: what each mode settles, and how long it takes at most, over
 * how much money there is. Money is given to those who owe more than they are owed, as a share of the difference.
 */
import { parseArgs } from "node:util";
import type { QueuedObligation } from "@guildhall/sdk/payments";
import { parseObligations } from "../../payments/netting/file.ts";
import { generateDay, memberNames } from "../../payments/netting/generate.ts";
import { faultsOf, laneOf, type Problem, problemOf } from "../../payments/netting/problem.ts";
import { MODES, type Solution, solve } from "../../payments/netting/solver.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000" },
    members: { type: "string", default: "32" },
    seconds: { type: "string", default: "1.6" },
  },
});
const SEEDS = [1, 2, 3];
const LIQUIDITY = [0.25, 0.5, 0.75, 1];
const CURRENCIES = ["EUR", "CNY"];

console.log(
  `${values.count} obligations of ${values.members} members in ${CURRENCIES.join(" and ")}, mean of ${SEEDS.length} days`,
);
console.log("liquidity  mode     settled  of the best possible  seconds  of processor");
for (const liquidity of LIQUIDITY) {
  for (const mode of MODES) {
    const runs: (Solution & { share: number; processorSeconds: number })[] = [];
    for (const seed of SEEDS) {
      const problem = problemWith(seed, liquidity);
      const before = process.cpuUsage();
      const solution = await solve(problem, mode, Number(values.seconds));
      const { user, system } = process.cpuUsage(before);
      const faults = faultsOf(problem, solution.selection);
      if (faults.length > 0) throw new Error(faults.join("\n"));
      const all = problem.units.reduce((sum, { value }) => sum + value, 0n);
      runs.push({
        ...solution,
        share: Number(solution.value) / Number(all),
        processorSeconds: (user + system) / 1e6,
      });
    }
    const mean = (of: (run: (typeof runs)[number]) => number) =>
      runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
    const atLeast = runs.some(({ gap }) => gap === undefined)
      ? ""
      : `at least ${(100 * mean(({ gap = 0 }) => 1 / (1 + gap))).toFixed(1)} %`;
    const cells = [
      `${100 * liquidity} %`.padEnd(9),
      mode.padEnd(7),
      `${(100 * mean(({ share }) => share)).toFixed(1)} %`.padStart(7),
      atLeast.padEnd(20),
      Math.max(...runs.map(({ seconds }) => seconds))
        .toFixed(2)
        .padStart(7),
      Math.max(...runs.map(({ processorSeconds }) => processorSeconds))
        .toFixed(2)
        .padStart(12),
    ];
    console.log(cells.join("  "));
  }
}

function problemWith(seed: number, liquidity: number): Problem {
  const members = memberNames(Number(values.members));
  const lines = parseObligations(
    generateDay({ seed, count: Number(values.count), members, currencies: CURRENCIES }),
    "a day of obligations",
  );
  const numberOf = (name: string) => members.indexOf(name) + 1;
  const obligations: QueuedObligation[] = [];
  for (const { debtor, creditor, amount, versus, priority, isDivisible, mayWait } of lines) {
    const common = {
      priority,
      mayWait,
      lot: 0,
      place: 0,
      batchReference: "",
      uetr: undefined,
      submittedTo: 1,
    };
    obligations.push({
      ...common,
      id: obligations.length + 1,
      debtor: numberOf(debtor),
      creditor: numberOf(creditor),
      currency: CURRENCIES.indexOf(amount.currency),
      amountMinor: amount.amountMinor,
      isDivisible,
      leg: versus === undefined ? undefined : "first",
      mark: "none",
    });
    if (versus === undefined) continue;
    obligations.push({
      ...common,
      id: obligations.length + 1,
      debtor: numberOf(creditor),
      creditor: numberOf(debtor),
      currency: CURRENCIES.indexOf(versus.currency),
      amountMinor: versus.amountMinor,
      isDivisible: false,
      leg: "counter",
      mark: "released",
    });
  }
  const owed = new Map<number, bigint>();
  const add = (lane: number, change: bigint) => owed.set(lane, (owed.get(lane) ?? 0n) + change);
  for (const { debtor, creditor, currency, amountMinor } of obligations) {
    add(laneOf(debtor, currency), amountMinor);
    add(laneOf(creditor, currency), -amountMinor);
  }
  return problemOf(
    { cycle: 1, lots: [], obligations },
    {
      available(member, currency) {
        const difference = owed.get(laneOf(member, currency)) ?? 0n;
        return difference <= 0n ? 0n : (difference * BigInt(Math.round(1000 * liquidity))) / 1000n;
      },
      weights: [8n, 1n],
      excluded: new Set(),
    },
  );
}
