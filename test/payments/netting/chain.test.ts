import {
  encodeObligation,
  encodeUetrs,
  type ObligationTerms,
  QueueBroken,
  readNetting,
  readNettingStatement,
  readTurn,
  signObligationBatch,
} from "@guildhall/sdk/payments";
import { expect } from "chai";
import { BrowserProvider, id } from "ethers";
import hre from "hardhat";
import { Draw } from "../../../payments/netting/draw.ts";
import { readMeans } from "../../../payments/netting/means.ts";
import { marked, pagesOf } from "../../../payments/netting/pages.ts";
import { problemOf } from "../../../payments/netting/problem.ts";
import { MODES, solve } from "../../../payments/netting/solver.ts";
import { foundNetting, type NettingChain, SCHEDULE } from "../../lib/netting-chain.ts";

const MEMBERS = 6;

describe("Netting: on a chain", function () {
  this.timeout(240_000);
  let chain: NettingChain;
  let draw: Draw;

  before(async () => {
    const { provider } = await hre.network.create();
    const browser = new BrowserProvider(provider, undefined, { cacheTimeout: -1 });
    browser.pollingInterval = 1;
    chain = await foundNetting(browser, MEMBERS);
    for (let member = 1; member <= MEMBERS; ++member) {
      for (const currency of [0, 1]) await chain.deposit(member, currency, BigInt(100 * member));
    }
    draw = new Draw(3);
  });

  const pick = (limit: number) => Math.floor(draw.uniform() * limit);
  const terms = (debtor: number): ObligationTerms => ({
    creditor: 1 + ((debtor + pick(MEMBERS - 1)) % MEMBERS),
    currency: pick(2),
    amountMinor: BigInt(1 + pick(400)),
    priority: draw.chance(0.2) ? "urgent" : "normal",
    isDivisible: draw.chance(0.3),
    mayWait: draw.chance(0.5),
    leg: undefined,
  });

  /** A few batches, some of pairs, some held, cancelled or released. */
  async function submitSome(): Promise<void> {
    for (let batch = 0; batch < 6; ++batch) {
      const debtor = 1 + pick(MEMBERS);
      const first = terms(debtor);
      const isPair = draw.chance(0.4);
      const list: ObligationTerms[] = isPair
        ? [
            { ...first, isDivisible: false, leg: "first" },
            { ...first, creditor: debtor, currency: 1 - first.currency, isDivisible: false, leg: "counter" },
          ]
        : [first, terms(debtor), terms(debtor)];
      const uetrs = encodeUetrs(list.map(() => "eb6305c9-1f7f-49de-aed0-16487c27b42d"));
      const signer = chain.signers[debtor];
      if (signer === undefined) throw new Error("no signer");
      const from = await signer.getAddress();
      const firstId = await chain.netting.submit
        .staticCall(id("x"), list.map(encodeObligation), uetrs, { from })
        .then(Number);
      await chain.send(
        debtor,
        chain.netting.submit.populateTransaction(id(`batch ${firstId}`), list.map(encodeObligation), uetrs),
      );
      if (isPair && draw.chance(0.7)) {
        await chain.send(first.creditor, chain.netting.release.populateTransaction([firstId + 1]));
      }
      if (draw.chance(0.3)) await chain.send(debtor, chain.netting.hold.populateTransaction([firstId]));
      if (draw.chance(0.2)) await chain.send(debtor, chain.netting.cancel.populateTransaction([firstId]));
    }
  }

  it("accepts what every mode finds, cycle after cycle, and the events give the queue that it keeps", async () => {
    for (let day = 0; day < 6; ++day) {
      await submitSome();
      const cycle = await chain.closeCycle();
      const { queues } = await readNetting(chain.netting);
      const queue = queues.get(cycle);
      if (queue === undefined) throw new Error("no queue");
      const problem = problemOf(queue, await readMeans(chain.netting, chain.alliance.registry, queue));
      for (const mode of MODES) {
        const { selection } = await solve(problem, mode, 0.5);
        const [page] = pagesOf(queue, marked(queue, problem, selection));
        if (page === undefined) throw new Error("no page");
        await chain.netting.settle.staticCall(cycle, 0, page.lots, page.parts, true);
      }
      const { selection, value } = await solve(problem, day % 2 === 0 ? "optimal" : "fifo", 0.5);
      const chosen = marked(queue, problem, selection);
      const before = await balances();
      const pages = pagesOf(queue, chosen, day % 3 === 0 ? 4 : undefined);
      for (const [number, { lots, parts, isLast }] of pages.entries()) {
        await chain.send(1, chain.netting.settle.populateTransaction(cycle, number, lots, parts, isLast));
      }
      const [settled] = await chain.netting.queryFilter(chain.netting.filters.CycleSettled(cycle));
      expect(settled?.args.value).to.equal(value);
      const after = await balances();
      const sum = (list: readonly bigint[]) => list.reduce((total, each) => total + each, 0n);
      expect(sum(after)).to.equal(sum(before));
      for (const balance of after) expect(balance >= 0n).to.equal(true);
      await readNetting(chain.netting);
    }
    const { paid } = await readNetting(chain.netting);
    expect(paid.length).to.be.greaterThan(20);
    expect(paid[0]?.uetr).to.equal("eb6305c9-1f7f-49de-aed0-16487c27b42d");
  });

  it("a member joins once, however often it deposits and submits", async () => {
    const joined = await chain.netting.queryFilter(chain.netting.filters.ParticipantJoined());
    expect(joined.map(({ args }) => Number(args.orgId))).to.deep.equal([1, 2, 3, 4, 5, 6]);
  });

  it("a cut-off is announced once, whoever comes after it", async () => {
    const set = await chain.netting.queryFilter(chain.netting.filters.CutOffSet());
    const times = set.map(({ args }) => Number(args.cutOffAt));
    expect(times.length).to.be.greaterThan(6);
    expect(new Set(times).size).to.equal(times.length);
  });

  it("statements add up to the positions", async () => {
    for (let member = 1; member <= MEMBERS; ++member) {
      const entries = await readNettingStatement(chain.netting, member);
      for (const currency of [0, 1]) {
        const last = entries.filter((entry) => entry.currency === currency).at(-1);
        const { balanceMinor } = await chain.netting.positionOf(member, currency);
        expect(last?.balanceMinor).to.equal(balanceMinor);
      }
      expect(entries.some(({ kind, cycle }) => kind === "cycle" && cycle > 0)).to.equal(true);
    }
  });

  it("leaves out a member that is suspended, and everyone else goes on", async () => {
    await submitSome();
    await chain.send(0, chain.alliance.registry.suspend.populateTransaction(2, id("grounds")));
    const cycle = await chain.closeCycle();
    const queue = (await readNetting(chain.netting)).queues.get(cycle);
    if (queue === undefined) throw new Error("no queue");
    const problem = problemOf(queue, await readMeans(chain.netting, chain.alliance.registry, queue));
    const { selection } = await solve(problem, "bypass");
    const [page] = pagesOf(queue, marked(queue, problem, selection));
    if (page === undefined) throw new Error("no page");
    expect(problem.absent.some(({ debtor, creditor }) => debtor === 2 || creditor === 2)).to.equal(true);
    await chain.send(1, chain.netting.settle.populateTransaction(cycle, 0, page.lots, page.parts, true));
    await chain.send(0, chain.alliance.registry.reinstate.populateTransaction(2));
  });

  it("a proposal has its turn, and whoever reads it can carry it out", async () => {
    await submitSome();
    const cycle = Number(await chain.netting.openCycle());
    const { cutOffAt } = await chain.netting.cycleOf(cycle);
    await chain.warp(cutOffAt);
    const queue = (await readNetting(chain.netting)).queues.get(cycle);
    if (queue === undefined) throw new Error("no queue");
    const problem = problemOf(queue, await readMeans(chain.netting, chain.alliance.registry, queue));
    const { selection, value } = await solve(problem, "bypass");
    const chosen = marked(queue, problem, selection);
    await chain.send(4, chain.netting.propose.populateTransaction(cycle, chosen.taken, chosen.parts, value));
    const [proposal] = await chain.netting.proposalsOf(cycle);
    expect(proposal?.orgId).to.equal(4n);
    const begins = Number(cutOffAt) + SCHEDULE.proposalSeconds;
    const early = await readTurn(chain.netting, cycle, begins - 1).catch((error) => error);
    expect(early.name).to.equal("ProposalsOpen");
    const turn = await readTurn(chain.netting, cycle, begins);
    expect(turn).to.deep.equal({ orgId: 4, ...chosen });
    expect(await readTurn(chain.netting, cycle, begins + SCHEDULE.turnSeconds)).to.equal(undefined);
    await chain.warp(BigInt(begins));
    const [page] = pagesOf(queue, chosen);
    if (page === undefined) throw new Error("no page");
    await chain.send(5, chain.netting.settle.populateTransaction(cycle, 0, page.lots, page.parts, true));
  });

  it("takes a batch that a member signed, from another", async () => {
    const [signer] = [chain.signers[3]];
    if (signer === undefined) throw new Error("no signer");
    const batch = {
      batchReference: id("signed batch"),
      obligations: [encodeObligation({ ...terms(3), creditor: 4 })],
      uetrs: "0x",
    };
    const { signature, deadline } = await signObligationBatch(signer, chain.netting, batch);
    const { batchReference, obligations, uetrs } = batch;
    const request = chain.netting.submitSigned.populateTransaction(
      await signer.getAddress(),
      batchReference,
      obligations,
      uetrs,
      deadline,
      signature,
    );
    await chain.send(5, request);
    const { queues } = await readNetting(chain.netting);
    const found = [...queues.values()].flatMap((queue) => queue.obligations).at(-1);
    expect(found).to.deep.include({ debtor: 3, creditor: 4, batchReference });
  });

  it("says when a node hides an event", async () => {
    const hiding = new Proxy(chain.netting, {
      get(target, name) {
        if (name !== "queryFilter") return Reflect.get(target, name);
        return async (...args: Parameters<typeof target.queryFilter>) => {
          const events = await target.queryFilter(...args);
          return events.filter(
            (event) => (event as { eventName?: string }).eventName !== "ObligationsSubmitted",
          );
        };
      },
    });
    const error = await readNetting(hiding).catch((cause) => cause);
    expect(error).to.be.instanceOf(QueueBroken);
  });

  async function balances(): Promise<bigint[]> {
    const all: bigint[] = [];
    for (let member = 1; member <= MEMBERS; ++member) {
      for (const currency of [0, 1]) {
        all.push((await chain.netting.positionOf(member, currency)).balanceMinor);
      }
    }
    return all;
  }
});
