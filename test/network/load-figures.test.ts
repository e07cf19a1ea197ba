import { expect } from "chai";
import { measure, percentile } from "../../network/load/measure.ts";
import { plot } from "../../network/load/plot.ts";
import type { LoadRun } from "../../network/load/run.ts";
import type { Cause, LoadTransaction, SeenBlock } from "../../network/load/transaction.ts";

const distant: Cause = { name: "NonceTooDistant", why: "Too many under way.", remedy: "Wait." };
const silent: Cause = { name: "RequestTimeout", why: "No answer.", remedy: "Look." };
const frozen: Cause = { name: "Membership_AccountFrozen", why: "Frozen.", remedy: "Ask." };

const accepted = (at: number) => ({ verdict: "accepted", at }) as const;

/** Due every 100 ms and sent at once, unless told otherwise. */
function transaction(index: number, more: Partial<LoadTransaction>): LoadTransaction {
  const scheduledAt = 100 * index;
  return { hash: `0x${index}`, account: 0, scheduledAt, raw: undefined, issuedAt: scheduledAt, ...more };
}

function block(number: number, at: number, ours: number, more: Partial<SeenBlock> = {}): SeenBlock {
  const gas = { gasUsed: 1_000 * ours, gasLimit: 60_000, baseFee: 0 };
  return { number, at, timestamp: number, transactions: ours, ours, ...gas, ...more };
}

function run(
  transactions: readonly LoadTransaction[],
  blocks: readonly SeenBlock[],
  more: Partial<LoadRun> = {},
): LoadRun {
  const client = { client: "besu", signedPerSecond: 500, busy: 0.25, drainedSeconds: 3 };
  return { ...client, tps: 10, seconds: 1, transactions, blocks, ...more };
}

/** One of each fate. */
const mixed = run(
  [
    transaction(0, { answer: accepted(10), inclusion: { block: 7, at: 1_000 } }),
    transaction(1, { answer: accepted(130), inclusion: { block: 7, at: 1_000 } }),
    transaction(2, { answer: accepted(250), inclusion: { block: 9, at: 4_000 }, reverted: frozen }),
    transaction(3, { answer: accepted(340), isPending: true }),
    transaction(4, { answer: accepted(450), isPending: false }),
    transaction(5, { answer: accepted(560), isPending: false }),
    transaction(6, { answer: { verdict: "refused", at: 670, cause: distant }, isPending: false }),
    transaction(7, { answer: { verdict: "refused", at: 780, cause: distant }, isPending: false }),
    transaction(8, { answer: { verdict: "unanswered", at: 990, cause: silent }, isPending: false }),
  ],
  [
    block(7, 1_000, 2),
    block(8, 1_500, 0, { transactions: 4, gasUsed: 4_000 }),
    block(9, 4_000, 1),
    block(10, 9_000, 0),
  ],
);

describe("Figures of a load", () => {
  it("take percentiles by nearest rank", () => {
    const values = [15, 20, 35, 40, 50];
    expect([5, 30, 40, 50, 100].map((percent) => percentile(values, percent))).to.deep.equal([
      15, 20, 20, 35, 50,
    ]);
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([50, 95, 99, 100].map((percent) => percentile(hundred, percent))).to.deep.equal([50, 95, 99, 100]);
    expect(percentile([7], 1)).to.equal(7);
  });

  it("tell apart what became of each", () => {
    const {
      submitted,
      accepted: taken,
      refused,
      unanswered,
      included,
      reverted,
      waiting,
      lost,
    } = measure(mixed);
    expect({ submitted, taken, refused, unanswered }).to.deep.equal({
      submitted: 9,
      taken: 6,
      refused: 2,
      unanswered: 1,
    });
    expect({ included, reverted, waiting, lost }).to.deep.equal({
      included: 3,
      reverted: 1,
      waiting: 1,
      lost: 2,
    });
  });

  it("count failures by kind and cause, the most frequent first", () => {
    expect(measure(mixed).failures).to.deep.equal([
      { kind: "refused", ...distant, count: 2 },
      { kind: "reverted", ...frozen, count: 1 },
      { kind: "unanswered", ...silent, count: 1 },
    ]);
  });

  it("count latency from when a transaction was due, of the included", () => {
    // 1000 - 0, 1000 - 100, 4000 - 200
    expect(measure(mixed).latencyMs).to.deep.equal({ p50: 1_000, p95: 3_800, p99: 3_800, max: 3_800 });
    const late = transaction(0, { issuedAt: 90, answer: accepted(95), inclusion: { block: 1, at: 100 } });
    expect(measure(run([late], [block(1, 100, 1)])).latencyMs?.max).to.equal(100);
  });

  it("count answers from when a transaction was due", () => {
    // 10, 30, 50, 40, 50, 60, 70, 80, 190
    expect(measure(mixed).answerMs).to.deep.equal({ p50: 50, p95: 190, p99: 190, max: 190 });
  });

  it("look at blocks up to the last that holds one of the load, and at the time before the first", () => {
    const { blocks, blockGapMs, transactionsPerBlock, gasPerBlock, blockGasLimit } = measure(mixed);
    expect(blocks).to.equal(3);
    expect(blockGapMs).to.deep.equal({ average: 4_000 / 3, max: 2_500 });
    expect(transactionsPerBlock).to.deep.equal({ average: 7 / 3, max: 4 });
    expect(gasPerBlock).to.deep.equal({ average: 7_000 / 3, max: 4_000 });
    expect(blockGasLimit).to.equal(60_000);
  });

  it("set what was achieved against what was offered", () => {
    const { offeredPerSecond, achievedPerSecond } = measure(mixed);
    expect([offeredPerSecond, achievedPerSecond]).to.deep.equal([10, 0.75]);
  });

  it("hold without any inclusion or block", () => {
    const none = measure(run([transaction(0, { answer: accepted(1), isPending: false })], []));
    expect(none.latencyMs).to.equal(undefined);
    expect([none.achievedPerSecond, none.lost, none.blocks, none.blockGapMs.max]).to.deep.equal([0, 1, 0, 0]);
  });

  it("count what is in a block as accepted, whatever was answered", () => {
    const answer = { verdict: "refused", at: 5, cause: frozen } as const;
    const mined = transaction(0, { answer, inclusion: { block: 1, at: 10 }, reverted: frozen });
    const figures = measure(run([mined], [block(1, 10, 1)]));
    expect([figures.accepted, figures.refused, figures.reverted]).to.deep.equal([1, 0, 1]);
    expect(figures.failures.map(({ kind }) => kind)).to.deep.equal(["reverted"]);
  });

  it("are not valid when transactions left later than a tenth of the duration", () => {
    const leaving = (late: number) =>
      measure(run([transaction(0, { issuedAt: late, answer: accepted(late) })], []));
    expect(leaving(100).isValid).to.equal(true);
    expect(leaving(101).isValid).to.equal(false);
    expect(leaving(101).notes.join()).to.include("up to 101 ms late");
  });

  it("say when transactions wait behind a lost one, and when gas gets a price", () => {
    expect(measure(mixed).notes).to.have.length(1);
    expect(measure(mixed).notes[0]).to.include("wait behind a lost one");
    const dear = measure(run([transaction(0, {})], [block(1, 10, 0, { baseFee: 7 })]));
    expect(dear.notes.join()).to.include("rose to 7 wei");
  });
});

describe("Plot of a load", () => {
  it("shows the three curves within its frame, whatever the names in it", () => {
    const svg = plot("<a> & b", mixed, measure(mixed));
    expect(svg).to.include("&lt;a> &amp; b");
    expect(svg).to.include(
      "10 offered and 1 included per second · 9 submitted · 3 included · 2 refused · 2 lost · 1 waiting",
    );
    for (const title of ["Latency to inclusion", "Time between blocks", "Transactions per second"]) {
      expect(svg).to.include(title);
    }
    const places = [...svg.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
    expect(places).to.have.length.greaterThan(10);
    expect(places.flat().every((place) => place >= 0 && place <= 960)).to.equal(true);
    expect(svg).not.to.include("NaN");
  });

  it("is drawn of a run of which nothing was included", () => {
    const lost = run([transaction(0, { answer: accepted(1), isPending: false })], []);
    expect(plot("lost", lost, measure(lost))).not.to.include("NaN");
  });
});
