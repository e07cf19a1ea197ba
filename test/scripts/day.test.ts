import { checkAgainstChain, readLog, replay } from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { Wallet } from "ethers";
import { readApplicant } from "../../network/alliance.ts";
import { liveThroughADay } from "../../scripts/day/day.ts";
import { Diary } from "../../scripts/day/diary.ts";
import { openContext } from "../../tasks/lib/context.ts";
import { developmentKey } from "../lib/alliance.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

describe("A day in the life of the consortium", function () {
  this.timeout(180_000);
  let chain: Chain;
  let cli: CommandLine;
  const lines: string[] = [];
  const diary = new Diary((line) => lines.push(line));

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const cast = async () => ({
    applicant: await readApplicant("data/applicant.yaml"),
    node: { key: new Wallet(`0x${"4a".repeat(32)}`), endpoint: "172.28.0.19:30303" },
    freshAccount: developmentKey(18).address,
  });

  it("runs to its end, and leaves nine members, seven validators and a log that holds", async () => {
    const context = await openContext(cli.hre);
    await liveThroughADay(context, await cast(), diary);
    expect(diary.steps).to.have.length(21);
    const log = await readLog(context.alliance);
    const state = replay(log);
    expect([state.members.length, state.validators.length, log.entries.length]).to.deep.equal([9, 7, 6]);
    expect(await checkAgainstChain(state, context.alliance)).to.deep.equal([]);
    const transactions = diary.steps.flatMap((step) => step.transactions);
    expect(transactions.every(({ hash, gasUsed }) => /^0x\w{64}$/.test(hash) && gasUsed > 21_000n)).to.equal(
      true,
    );
    expect(diary.summary()).to.match(/│ 4 +│ Solaris Energy is admitted by vote +│ 12 +│/);
    const told = lines.join("\n");
    expect(told).to.include("7 validators, of which 2 may fail");
    expect(told).to.match(/└─ 36050\.00 EUR \(enforced\) → aurum-bank/);
  });

  it("stops at the first step that does not hold", async () => {
    const other = await commandLine(chain.url);
    const context = await openContext(other.hre);
    const stopped = new Diary(() => {});
    const freshAccount = developmentKey(0).address;
    const error: unknown = await liveThroughADay(context, { ...(await cast()), freshAccount }, stopped).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(error)).to.match(/account/i);
    expect(stopped.steps.at(-1)?.title).to.equal("Delta Castings rotates its admin key");
    await other.close();
  });
});
