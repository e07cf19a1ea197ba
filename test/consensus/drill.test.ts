import { explainError } from "@guildhall/sdk/errors";
import { expect } from "chai";
import { faultToleranceOf } from "../model/qbft.ts";
import { Drill, type Operation } from "./drill.ts";

/** Changes that are tried in one sequence. */
const ATTEMPTS = 60;

/** A small repeatable source of chance (mulberry32), so that a failing sequence can be run again. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function pick<Item>(items: readonly Item[], random: (below: number) => number): Item | undefined {
  return items[random(Math.max(1, items.length))];
}

/** A random change, sensible or not. */
async function anyChange(drill: Drill, random: (below: number) => number): Promise<Operation | undefined> {
  const validator = pick(drill.validators, random) ?? "";
  const spare = pick(drill.spares, random);
  switch (random(5)) {
    case 0:
    case 1: {
      if (spare === undefined) return undefined;
      // The newcomer's node may run already, start later, or never.
      if (random(2) === 0) drill.network.start(spare);
      return drill.appoint(spare);
    }
    case 2:
      return drill.retire(validator);
    case 3:
      return drill.swap(validator);
    default:
      return drill.eject(validator);
  }
}

function expectSound(validators: readonly string[]): void {
  expect(validators.length).to.be.within(4, 64);
  expect(new Set(validators).size).to.equal(validators.length);
  expect(validators.every((validator) => BigInt(validator) !== 0n)).to.equal(true);
}

describe("Consensus under random crashes and changes of the validator set", function () {
  this.timeout(120_000);

  for (const seed of [1, 2, 3]) {
    it(`never stalls while the contract knows who lives and at most f are down (seed ${seed})`, async () => {
      const drill = await Drill.create(2);
      const random = chance(seed);
      const outcomes = { done: 0, refused: 0 };
      const refusals = new Set<string>();
      await drill.poke(12);
      for (let attempt = 0; attempt < ATTEMPTS; ++attempt) {
        if (random(3) === 0 && drill.mayCrash) drill.network.crash(pick(drill.validators, random) ?? "");
        if (random(3) === 0) for (const node of drill.down.slice(0, 1)) drill.network.start(node);
        await drill.settle();
        const change = await anyChange(drill, random);
        if (change === undefined) continue;
        const isSealed = await drill.seal(() =>
          change().then(
            () => void ++outcomes.done,
            (error: unknown) => {
              refusals.add(explainError(error).name);
              return void ++outcomes.refused;
            },
          ),
        );
        expect(isSealed, `stalled before attempt ${attempt}`).to.equal(true);
        expectSound(drill.validators);
        expect(drill.network.canSeal(drill.validators), `stalls after attempt ${attempt}`).to.equal(true);
      }
      expect(outcomes.done).to.be.greaterThan(5);
      expect(outcomes.refused).to.be.greaterThan(5);
      expect([...refusals]).to.include("ValidatorSet_QuorumAtRisk");
    });
  }

  it("stalls only when more than f are down, even with stale evidence, and goes on when they return", async () => {
    const drill = await Drill.create(2);
    const random = chance(7);
    let stalls = 0;
    await drill.poke(12);
    for (let attempt = 0; attempt < 3 * ATTEMPTS; ++attempt) {
      if (random(4) === 0 && drill.mayCrash) drill.network.crash(pick(drill.validators, random) ?? "");
      const change = await anyChange(drill, random);
      const isSealed = await drill.seal(() => (change ?? (() => Promise.resolve()))().catch(() => undefined));
      await drill.poke(random(3));
      expectSound(drill.validators);
      if (drill.network.canSeal(drill.validators)) continue;
      ++stalls;
      expect(drill.down.length, `attempt ${attempt}, sealed ${isSealed}`).to.be.greaterThan(
        faultToleranceOf(drill.validators.length),
      );
      for (const node of drill.down) drill.network.start(node);
      expect(await drill.seal(() => drill.provider.request({ method: "evm_mine" }))).to.equal(true);
    }
    // A crash that the window still hides, plus a newcomer that never starts, is more than f: the risk is real.
    expect(stalls).to.be.greaterThan(0);
  });
});
