import { expect } from "chai";
import { type Material, measured, mostLots, planSupply, type SupplyPlan } from "../../orders/plan.ts";
import { randomFrom } from "../lib/random.ts";

const DAY = 86_400;

describe("Supply plan", () => {
  const need = (id: number, openMilli: bigint, neededBy = 10 * DAY, place = "bolt@1") => ({
    id,
    place,
    openMilli,
    neededBy,
  });
  const offer = (id: number, demandId: number, openMilli: bigint, rest = {}) => ({
    id,
    demandId,
    supplier: 5,
    openMilli,
    lotMilli: 1n,
    promisedFor: 9 * DAY,
    unitPriceMinor: 10n,
    ...rest,
  });

  it("takes stock before it orders, and orders no more than is needed", async () => {
    const { covers, measure } = await planSupply({
      demands: [need(1, 5_000n)],
      promises: [offer(1, 1, 9_000n)],
      stocks: [{ place: "bolt@1", quantityMilli: 2_000n }],
    });
    expect(covers).to.deep.equal([
      {
        demandId: 1,
        fromStockMilli: 2_000n,
        calls: [{ promiseId: 1, quantityMilli: 3_000n }],
        shortMilli: 0n,
      },
    ]);
    expect(measure).to.deep.equal({ shortMilli: 0n, lateMilliDays: 0n, costMilliMinor: 30_000n });
  });

  it("shows what is missing, and does not take stock of another place", async () => {
    const { covers } = await planSupply({
      demands: [need(1, 5_000n), need(2, 1_000n, 10 * DAY, "bolt@2")],
      promises: [offer(1, 1, 1_500n)],
      stocks: [{ place: "bolt@2", quantityMilli: 4_000n }],
    });
    expect(covers.map(({ shortMilli }) => shortMilli)).to.deep.equal([3_500n, 0n]);
    expect(covers[1]?.fromStockMilli).to.equal(1_000n);
  });

  it("prefers no shortage to no lateness, and no lateness to a low price", async () => {
    const late = offer(1, 1, 5_000n, { promisedFor: 12 * DAY, unitPriceMinor: 1n });
    const inTime = offer(2, 1, 3_000n, { unitPriceMinor: 50n });
    const { covers, measure } = await planSupply({
      demands: [need(1, 5_000n)],
      promises: [late, inTime],
      stocks: [],
    });
    expect(covers[0]?.calls).to.deep.equal([
      { promiseId: 1, quantityMilli: 2_000n },
      { promiseId: 2, quantityMilli: 3_000n },
    ]);
    expect(measure).to.deep.equal({ shortMilli: 0n, lateMilliDays: 4_000n, costMilliMinor: 152_000n });
  });

  it("gives scarce stock to the line that has no other way, not to the first one", async () => {
    const { measure } = await planSupply({
      demands: [need(1, 2_000n), need(2, 2_000n)],
      promises: [offer(1, 1, 2_000n)],
      stocks: [{ place: "bolt@1", quantityMilli: 2_000n }],
    });
    expect(measure.shortMilli).to.equal(0n);
  });

  it("takes whole lots, and the combination that costs least", async () => {
    const { covers, measure } = await planSupply({
      demands: [need(1, 7_000n)],
      promises: [
        offer(1, 1, 9_000n, { lotMilli: 3_000n }),
        offer(2, 1, 8_000n, { lotMilli: 4_000n, unitPriceMinor: 11n }),
      ],
      stocks: [],
    });
    expect(covers[0]?.calls).to.deep.equal([
      { promiseId: 1, quantityMilli: 3_000n },
      { promiseId: 2, quantityMilli: 4_000n },
    ]);
    expect(measure.costMilliMinor).to.equal(74_000n);
  });

  it("is empty where nothing is needed, promised or in stock", async () => {
    expect((await planSupply({ demands: [], promises: [], stocks: [] })).covers).to.deep.equal([]);
    const { covers } = await planSupply({ demands: [need(1, 1n)], promises: [], stocks: [] });
    expect(covers).to.deep.equal([{ demandId: 1, fromStockMilli: 0n, calls: [], shortMilli: 1n }]);
  });

  it("keeps quantities of billions of units exact", async () => {
    const { covers, measure } = await planSupply({
      demands: [need(1, 200_000_000_000_001n)],
      promises: [offer(1, 1, 200_000_000_000_000n)],
      stocks: [],
    });
    expect(covers[0]?.calls).to.deep.equal([{ promiseId: 1, quantityMilli: 200_000_000_000_000n }]);
    expect(measure.shortMilli).to.equal(1n);
  });

  it("gives the same plan whatever the order of its input", async () => {
    const material = randomMaterial(below(7));
    const turned = {
      demands: [...material.demands].reverse(),
      promises: [...material.promises].reverse(),
      stocks: [...material.stocks].reverse(),
    };
    expect(await planSupply(turned)).to.deep.equal(await planSupply(material));
  });

  it("is as good as the best of all plans that there are, in 60 small cases", async () => {
    for (let seed = 1; seed <= 60; ++seed) {
      const material = randomMaterial(below(seed));
      const found = await planSupply(material);
      expect(found.measure, `seed ${seed}`).to.deep.equal(bestOf(material).measure);
    }
  }).timeout(60_000);
});

/** Whole numbers below a limit that follow from a seed. */
function below(seed: number): (limit: number) => number {
  const random = randomFrom(seed);
  return (limit) => Math.floor(random() * limit);
}

/** A case of at most three lines, four promises of at most three lots, and two stocks. */
function randomMaterial(random: (limit: number) => number): Material {
  const lines = 1 + random(3);
  return {
    demands: Array.from({ length: lines }, (_, index) => ({
      id: index + 1,
      place: `p${random(2)}`,
      openMilli: BigInt(1 + random(9)),
      neededBy: random(4) * DAY,
    })),
    promises: Array.from({ length: random(5) }, (_, index) => ({
      id: index + 1,
      demandId: 1 + random(lines),
      supplier: 5,
      openMilli: BigInt(1 + random(9)),
      lotMilli: BigInt(3 + random(3)),
      promisedFor: random(6) * DAY + random(2),
      unitPriceMinor: BigInt(1 + random(5)),
    })),
    stocks: [
      { place: "p0", quantityMilli: BigInt(random(6)) },
      { place: "p1", quantityMilli: BigInt(random(6)) },
    ],
  };
}

/** Tries every number of lots of every promise. */
function bestOf(material: Material): SupplyPlan {
  let choices = [new Map<number, bigint>()];
  for (const offered of material.promises) {
    const most = Number(mostLots(offered));
    choices = choices.flatMap((choice) =>
      Array.from({ length: most + 1 }, (_, lots) => new Map([...choice, [offered.id, BigInt(lots)]])),
    );
  }
  const plans = choices.map((choice) => measured(material, choice));
  return plans.reduce((best, plan) => (isBetter(plan, best) ? plan : best));
}

function isBetter({ measure: a }: SupplyPlan, { measure: b }: SupplyPlan): boolean {
  if (a.shortMilli !== b.shortMilli) return a.shortMilli < b.shortMilli;
  if (a.lateMilliDays !== b.lateMilliDays) return a.lateMilliDays < b.lateMilliDays;
  return a.costMilliMinor < b.costMilliMinor;
}
