import { encodeObligation, readNetting } from "@guildhall/sdk/payments";
import { expect } from "chai";
import { id } from "ethers";
import { solveBypass } from "../../payments/netting/bypass.ts";
import { Draw } from "../../payments/netting/draw.ts";
import { marked, pagesOf } from "../../payments/netting/pages.ts";
import { problemOf } from "../../payments/netting/problem.ts";
import { gasPoint } from "../../scripts/gas/points.ts";
import { foundNetting, type NettingChain } from "../lib/netting-chain.ts";
import { openBench } from "./lib/bench.ts";

const ROOM = "payments";
const MEMBERS = 32;
/** Gas that one transaction of the chain may use. */
const TRANSACTION_CAP = 16_777_216n;

describe("Gas of netting", function () {
  this.timeout(600_000);
  let chain: NettingChain;

  async function found(): Promise<void> {
    chain = await foundNetting((await openBench()).browser, MEMBERS);
    for (let member = 1; member <= MEMBERS; ++member) {
      for (const currency of [0, 1]) await chain.deposit(member, currency, 2_000_000_00n);
    }
  }

  /** Submits obligations in batches of one member each; returns the gas of all. */
  async function submitDay(count: number, currencies: number, lot: number, seed: number): Promise<bigint> {
    const draw = new Draw(seed);
    const byDebtor = new Map<number, bigint[]>();
    for (let i = 0; i < count; ++i) {
      const debtor = 1 + (i % MEMBERS);
      const creditor = 1 + ((debtor + Math.floor(draw.uniform() * (MEMBERS - 1))) % MEMBERS);
      const word = encodeObligation({
        creditor,
        currency: Math.floor(draw.uniform() * currencies),
        amountMinor: BigInt(Math.ceil(draw.uniform() * 500_000_00)),
        priority: draw.chance(0.1) ? "urgent" : "normal",
        isDivisible: draw.chance(0.2),
        mayWait: draw.chance(0.6),
        leg: undefined,
      });
      byDebtor.set(debtor, [...(byDebtor.get(debtor) ?? []), word]);
    }
    let used = 0n;
    for (const [debtor, words] of byDebtor) {
      for (let start = 0; start < words.length; start += lot) {
        const request = chain.netting.submit.populateTransaction(
          id(`batch ${debtor} ${start}`),
          words.slice(start, start + lot),
          "0x",
        );
        used += (await chain.send(debtor, request)).gasUsed;
      }
    }
    return used;
  }

  /** Settles the closed cycle by the best that passing over finds; returns the gas of each page. */
  async function settleDay(pageSize?: number): Promise<{ gas: bigint[]; left: number }> {
    const cycle = await chain.closeCycle();
    const queue = (await readNetting(chain.netting)).queues.get(cycle);
    if (queue === undefined) throw new Error("There is no queue.");
    const available = new Map<string, bigint>();
    for (let member = 1; member <= MEMBERS; ++member) {
      for (const currency of [0, 1]) {
        available.set(`${member}:${currency}`, await chain.netting.availableOf(member, currency));
      }
    }
    const problem = problemOf(queue, {
      available: (member, currency) => available.get(`${member}:${currency}`) ?? 0n,
      weights: [8n, 1n],
      excluded: new Set(),
    });
    const pages = pagesOf(queue, marked(queue, problem, solveBypass(problem)), pageSize);
    const gas: bigint[] = [];
    for (const [number, { lots, parts, isLast }] of pages.entries()) {
      const request = chain.netting.settle.populateTransaction(cycle, number, lots, parts, isLast);
      gas.push((await chain.send(1, request)).gasUsed);
    }
    const left = Number((await chain.netting.cycleOf(cycle + 1)).carriedCount);
    expect(await chain.netting.settledCycles()).to.equal(BigInt(cycle));
    return { gas, left };
  }

  const sum = (gas: readonly bigint[]) => gas.reduce((total, each) => total + each, 0n);

  it("1,000 obligations of 32 members", async () => {
    await found();
    const submitted = await submitDay(1000, 1, 256, 1);
    gasPoint(
      { room: ROOM, work: "netting: submit, each of 1,000 by 32 members", bound: 2_350 },
      submitted / 1000n,
    );
    const { gas, left } = await settleDay();
    expect(left).to.be.within(1, 500);
    gasPoint(
      { room: ROOM, work: "netting: settle, each of 1,000 by 32 members", bound: 1_640 },
      sum(gas) / 1000n,
    );
  });

  it("10,000 obligations in pages, each within one transaction", async () => {
    await found();
    await submitDay(10_000, 2, 256, 2);
    const { gas } = await settleDay();
    expect(gas.length).to.be.greaterThan(1);
    for (const page of gas) expect(page < TRANSACTION_CAP).to.equal(true);
    gasPoint(
      { room: ROOM, work: "netting: settle, each of 10,000 in two currencies, in pages", bound: 1_440 },
      sum(gas) / 10_000n,
    );
  });
});
