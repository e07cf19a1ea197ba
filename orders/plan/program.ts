import { latenessDays, type Material, mostLots, type Needed, type Offered } from "./model.ts";

/** What is minimised, one after the other. */
export type Goal = "short" | "late" | "cost";

/**
 * The mixed-integer program of a plan, in CPLEX LP format. Whole lots `n` of each promise, stock `y` of each place for each line,
 * shortage `s` of each line:
 *
 *     for each line:   Σ lot·n + y + s ≥ open
 *     for each place:  Σ y ≤ stock
 *
 * @param limits What earlier goals came to: the shortage, then the lateness, which this goal may not worsen.
 */
export function programOf(material: Material, goal: Goal, limits: readonly bigint[]): string {
  const scale = commonDivisor(material);
  const rows: Record<Goal, string> = {
    short: sum(material.demands.map(({ id }) => [1n, `s${id}`])),
    late: sum(material.promises.map((each) => [lateWeight(material, each, scale), `n${each.id}`])),
    cost: sum(
      material.promises.map((each) => [each.unitPriceMinor * (each.lotMilli / scale), `n${each.id}`]),
    ),
  };
  const [short, late] = limits;
  const constraints = [
    ...material.demands.map((demand) => `need${demand.id}: ${supplyOf(material, demand, scale)}`),
    ...material.stocks.map(({ place, quantityMilli }, index) => {
      const taken = material.demands.filter((demand) => demand.place === place);
      return `stock${index}: ${sum(taken.map(({ id }) => [1n, `y${id}`]))} <= ${quantityMilli / scale}`;
    }),
    ...(short === undefined ? [] : [`short: ${rows.short} <= ${short / scale}`]),
    ...(late === undefined ? [] : [`late: ${rows.late} <= ${late / scale}`]),
  ];
  const bounds = [
    ...material.promises.map((each) => `0 <= n${each.id} <= ${mostLots(each)}`),
    ...material.demands.map((demand) => `0 <= y${demand.id} <= ${hasStock(material, demand) ? "inf" : "0"}`),
    "0 <= zero <= 0",
  ];
  const whole = material.promises.map(({ id }) => `n${id}`);
  return [
    `Minimize\n obj: ${rows[goal]}`,
    `Subject To\n ${constraints.join("\n ")}`,
    `Bounds\n ${bounds.join("\n ")}`,
    ...(whole.length === 0 ? [] : [`General\n ${whole.join(" ")}`]),
    "End\n",
  ].join("\n");
}

/** How many lots of each promise a solution takes. */
export function readSolution({ promises }: Material, value: (name: string) => number): Map<number, bigint> {
  return new Map(promises.map(({ id }) => [id, BigInt(Math.round(value(`n${id}`)))]));
}

/** Quantities in the greatest unit in which all are whole, so that the solver's numbers stay small. */
function commonDivisor({ demands, promises, stocks }: Material): bigint {
  const quantities = [
    ...demands.map(({ openMilli }) => openMilli),
    ...promises.map(({ lotMilli }) => lotMilli),
    ...stocks.map(({ quantityMilli }) => quantityMilli),
  ];
  const divisor = quantities.reduce(greatestCommonDivisor, 0n);
  return divisor === 0n ? 1n : divisor;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

function supplyOf({ promises }: Material, { id, openMilli }: Needed, scale: bigint): string {
  const offered = promises.filter(({ demandId }) => demandId === id);
  const lots = offered.map((each): Term => [each.lotMilli / scale, `n${each.id}`]);
  return `${sum([...lots, [1n, `y${id}`], [1n, `s${id}`]])} >= ${openMilli / scale}`;
}

function hasStock({ stocks }: Material, { place }: Needed): boolean {
  return stocks.some((stock) => stock.place === place && stock.quantityMilli > 0n);
}

function lateWeight({ demands }: Material, offered: Offered, scale: bigint): bigint {
  const demand = demands.find(({ id }) => id === offered.demandId);
  return latenessDays(offered, demand?.neededBy ?? 0) * (offered.lotMilli / scale);
}

type Term = [bigint, string];

/** A sum of terms; one that is always nought where there are none, since a row may not be empty. */
function sum(terms: readonly Term[]): string {
  const used = terms.filter(([factor]) => factor !== 0n);
  return used.length === 0 ? "zero" : used.map(([factor, name]) => `${factor} ${name}`).join(" + ");
}
