import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

const HEAD = "debtor,creditor,amount,priority,options,versus,uetr";
const UETR = "08f7b39a-cfb8-4434-a7d9-a8cdfa577733";

interface Queued {
  id: number;
  debtor: string;
  creditor: string;
  amount: string;
  mark: string;
  leg?: string;
  uetr?: string;
}

interface Status {
  settledCycles: number;
  waiting: number | "";
  waitingObligations: number | "";
  carriedOver: number;
  positions: { member: string; balance: string; floor: string; available: string; reservePercent: number }[];
  proposals: { member: string }[];
}

describe("Tasks: netting", function () {
  this.timeout(180_000);
  let chain: Chain;
  let cli: CommandLine;
  let path: string;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    path = join(cli.folder, "day.csv");
    await cli.json("deploy --carry --as nordgrid");
    await cli.json("token admit nettingCycle --currency EUR --bank aurum-bank --as aurum-bank");
    await cli.json("token admit nettingCycle --currency CNY --as jade-bank");
    for (const member of ["orion-motors", "delta-castings", "kappa-fasteners"]) {
      await cli.json(
        `token issue ${member} '1000.00 EUR' --bank aurum-bank --reference ${member} --as aurum-bank`,
      );
      await cli.json(`netting join --as ${member}`);
    }
    await cli.json("token issue aurum-bank '1000.00 EUR' --bank aurum-bank --reference own --as aurum-bank");
    await cli.json("netting deposit '100.00 EUR' --as orion-motors");
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const file = (...lines: string[]) => writeFile(path, [HEAD, ...lines, ""].join("\n"));
  const submit = (who: string, rest = "") => cli.json(`netting submit ${path} ${rest} --as ${who}`);
  const queue = (rest = "") => cli.json<Queued[]>(`netting queue ${rest}`);
  const status = () => cli.json<Status>("netting status");
  const position = async (member: string, currency = "EUR") =>
    (await status()).positions.find((each) => each.member === member && each.balance.endsWith(currency));
  const pass = async (seconds: number) => {
    await chain.provider.send("evm_increaseTime", [seconds]);
    await chain.provider.send("evm_mine", []);
  };
  /** Past the cut-off, which is a multiple of ten minutes. */
  const passCutOff = async () => {
    const { timestamp = 0 } = (await chain.provider.getBlock("latest")) ?? {};
    await pass(600 - (timestamp % 600));
  };

  /** A ring of debts, larger than the money in it, and one obligation that there is no money for. */
  async function submitRing(): Promise<void> {
    await file(
      `orion-motors,delta-castings,300.00 EUR,urgent,,,${UETR}`,
      "delta-castings,kappa-fasteners,300.00 EUR,normal,,,",
      "kappa-fasteners,orion-motors,250.00 EUR,normal,,,",
      "kappa-fasteners,delta-castings,900.00 EUR,normal,may-wait,,",
    );
    for (const member of ["orion-motors", "delta-castings", "kappa-fasteners"]) await submit(member);
  }

  it("submit, queue, propose, settle, statement: a day from end to end", async () => {
    await submitRing();
    expect(await queue()).to.have.lengthOf(4);
    const [first] = await queue("--member orion-motors");
    expect(first).to.deep.include({
      id: 1,
      debtor: "orion-motors",
      creditor: "delta-castings",
      amount: "300.00 EUR",
      priority: "urgent",
      uetr: UETR,
    });
    expect((await cli.refusal("netting solve")).why).to.equal("No cycle waits to be settled.");
    expect((await cli.refusal("netting settle --as nordgrid")).why).to.equal("No cycle waits to be settled.");
    await passCutOff();
    expect(await status()).to.deep.include({ waiting: 1, waitingObligations: 4 });
    expect((await cli.refusal("netting settle --as nordgrid")).name).to.equal("ProposalsOpen");
    const stopped = await cli.refusal("netting withdraw '1.00 EUR' --as orion-motors");
    expect(stopped.name).to.equal("Netting_SettlementPending");

    const solved = await cli.json<{ value: string; gap: number; currencies: Record<string, unknown>[] }>(
      "netting solve",
    );
    expect(solved.currencies[0]).to.deep.include({
      currency: "EUR",
      queued: "1750.00 EUR",
      settled: "850.00 EUR",
      settledObligations: 3,
      net: "50.00 EUR",
      ratio: 17,
    });
    const outsider = await cli.refusal("netting propose --as nordgrid");
    expect(outsider.name).to.equal("Netting_NotAParticipant");
    const proposed = await cli.json("netting propose --mode bypass --as kappa-fasteners");
    expect(proposed).to.deep.include({ done: "Proposed for cycle 1.", mode: "bypass", value: solved.value });
    const same = await cli.refusal("netting propose --mode optimal --as kappa-fasteners");
    expect(same.name).to.equal("Netting_NotBetter");
    expect((await status()).proposals.map(({ member }) => member)).to.deep.equal(["kappa-fasteners"]);

    await pass(60);
    const settled = await cli.json("netting settle --as nordgrid");
    expect(settled).to.deep.include({
      done: "Cycle 1 is settled.",
      selection: "proposed by organisation 6",
      obligations: 4,
      carriedOver: 1,
      pages: 1,
    });
    expect(await status()).to.deep.include({ settledCycles: 1, waiting: "", carriedOver: 1 });
    const entries = await cli.json<Record<string, unknown>[]>("netting statement orion-motors");
    expect(entries.map(({ kind, net, balance }) => [kind, net, balance])).to.deep.equal([
      ["deposit", "100.00 EUR", "100.00 EUR"],
      ["cycle", "-50.00 EUR", "50.00 EUR"],
    ]);
    const tooMuch = await cli.refusal("netting withdraw '50.01 EUR' --as orion-motors");
    expect(tooMuch.name).to.equal("Netting_BelowFloor");
    const withdrawn = await cli.json("netting withdraw '50.00 EUR' --as orion-motors");
    expect(withdrawn.amount).to.equal("50.00 EUR");
    expect((await position("orion-motors"))?.balance).to.equal("0.00 EUR");
    const { stdout } = await cli.run("netting statement orion-motors");
    expect(stdout).to.match(/cycle 1 +│ 250\.00 EUR +│ 300\.00 EUR +│ -50\.00 EUR/);
    expect((await cli.run("netting status")).stdout).to.match(/kappa-fasteners +│ 50\.00 EUR|delta-castings/);
  });

  it("settle: nobody proposed, or the turn of who did is over, so it computes", async () => {
    await submitRing();
    await passCutOff();
    await pass(60);
    expect(await cli.json("netting settle --mode fifo --as nordgrid")).to.deep.include({
      selection: "fifo",
      carriedOver: 1,
    });
    await chain.restore();
    await submitRing();
    await passCutOff();
    await cli.json("netting propose --as kappa-fasteners");
    await pass(120);
    expect(await cli.json("netting settle --as nordgrid")).to.deep.include({
      selection: "optimal",
      carriedOver: 1,
    });
    await file("orion-motors,delta-castings,1.00 EUR,,,,");
    await submit("orion-motors");
    await passCutOff();
    expect((await cli.refusal("netting propose --as kappa-fasteners")).name).to.equal("Netting_Barred");
  });

  it("settle: without a member that is excluded", async () => {
    await submitRing();
    await passCutOff();
    await pass(60);
    expect((await cli.refusal("netting settle --exclude nobody-at-all --as nordgrid")).why).to.match(
      /nobody-at-all/,
    );
    const settled = await cli.json("netting settle --exclude orion-motors --as nordgrid");
    expect(settled.carriedOver).to.equal(4);
  });

  it("submit: the same file twice is submitted once, under another label again", async () => {
    await file("orion-motors,delta-castings,1.00 EUR,,,,", "delta-castings,orion-motors,2.00 EUR,,,,");
    expect(await submit("orion-motors")).to.deep.include({
      member: "orion-motors",
      obligations: 1,
      submittedNow: 1,
      submittedBefore: 0,
      linesOfOthers: 1,
    });
    expect(await submit("orion-motors")).to.deep.include({ submittedNow: 0, submittedBefore: 1 });
    expect(await submit("orion-motors", "--label second")).to.deep.include({ submittedNow: 1 });
    expect(await queue()).to.have.lengthOf(2);
  });

  it("submit: the sample file goes in once all who are owed take part", async () => {
    const early = await cli.refusal("netting submit data/obligations.csv --as orion-motors");
    expect(early.name).to.equal("Netting_NotAParticipant");
    for (const member of ["nordgrid", "meridian-logistics", "aurum-bank", "jade-bank", "clearview-audit"]) {
      await cli.json(`netting join --as ${member}`);
    }
    expect(await cli.json("netting submit data/obligations.csv --as orion-motors")).to.deep.include({
      obligations: 33,
      submittedNow: 1,
      linesOfOthers: 87,
    });
  });

  it("submit: every fault is named by line and field, and nothing is sent", async () => {
    await file(
      "orion-motors,nobody-at-all,1.00 EUR,,,,",
      "orion-motors,delta-castings,1.00 CHF,,,,",
      "orion-motors,delta-castings,1.005 EUR,,,,",
      "orion-motors,delta-castings,1.00 EUR,soon,,,",
      "orion-motors,delta-castings,1.00 EUR,,sometimes,,",
      "orion-motors,delta-castings,1.00 EUR,,,2.00 CHF,",
      "orion-motors,delta-castings,1.00 EUR,,,,1234",
    );
    const { name, why } = await cli.refusal(`netting submit ${path} --as orion-motors`);
    expect(name).to.equal("ObligationFileInvalid");
    for (const [line, field] of [
      [2, "creditor"],
      [3, "amount"],
      [4, "amount"],
      [5, "priority"],
      [6, "options"],
      [7, "versus"],
      [8, "uetr"],
    ]) {
      expect(why).to.match(new RegExp(`line ${line}, ${field}: `));
    }
    const missing = await cli.refusal(`netting submit ${path}.gone --as orion-motors`);
    expect(missing.why).to.match(/the file cannot be read \(ENOENT\)/);
    await file("orion-motors,delta-castings,1.00 EUR,,,,");
    const strange = await cli.refusal(`netting submit ${path} --as jade-bank`);
    expect(strange.why).to.match(/holds no obligation of Jade Bank\.$/);
    expect(await queue()).to.deep.equal([]);
  });

  it("hold, release, cancel: by the debtor alone, until the cut-off", async () => {
    await submitRing();
    await cli.json("netting hold 1 --as orion-motors");
    expect((await queue())[0]?.mark).to.equal("held");
    expect((await cli.json("netting release 1 --as orion-motors")).done).to.equal(
      "Obligation 1 is released.",
    );
    await cli.json("netting hold 2 --as delta-castings");
    expect((await queue()).map(({ mark }) => mark)).to.deep.equal(["released", "held", "none", "none"]);
    await cli.json("netting cancel 3,4 --as kappa-fasteners");
    expect((await cli.refusal("netting hold 3 --as kappa-fasteners")).name).to.equal(
      "Netting_AlreadyCancelled",
    );
    for (const strange of ["5", "2", "1,2"]) {
      expect((await cli.refusal(`netting hold ${strange} --as orion-motors`)).why).to.equal(
        `orion-motors owes nothing that waits under ${strange.replace("1,", "")}.`,
      );
    }
    expect((await cli.refusal("netting hold , --as orion-motors")).why).to.equal("No obligation is named.");
    expect((await cli.refusal("netting hold one --as orion-motors")).why).to.match(/"one"/);
    expect((await cli.run("netting queue")).stdout).to.match(/kappa-fasteners +│ .*cancelled/);
    await passCutOff();
    expect((await cli.refusal("netting hold 1 --as orion-motors")).name).to.equal(
      "Netting_SettlementPending",
    );
  });

  it("release: a payment versus payment waits for the other party", async () => {
    await cli.json("token issue delta-castings '900.00 CNY' --reference versus --as jade-bank");
    await cli.json("netting deposit '900.00 CNY' --as delta-castings");
    await file("orion-motors,delta-castings,100.00 EUR,,,780.00 CNY,");
    await submit("orion-motors");
    expect((await queue()).map(({ leg, debtor }) => [leg, debtor])).to.deep.equal([
      ["first", "orion-motors"],
      ["counter", "delta-castings"],
    ]);
    await cli.json("netting release 2 --as delta-castings");
    await passCutOff();
    await pass(60);
    expect(await cli.json("netting settle --as nordgrid")).to.deep.include({ carriedOver: 0 });
    expect((await position("orion-motors", "CNY"))?.balance).to.equal("780.00 CNY");
    expect((await position("delta-castings"))?.balance).to.equal("100.00 EUR");
  });

  it("reserve: the member's own, and the issuer's of another", async () => {
    await cli.json("netting reserve 10 EUR --as orion-motors");
    expect(await position("orion-motors")).to.deep.include({ available: "90.00 EUR", reservePercent: 10 });
    await cli.json("netting reserve 12.5 EUR --member orion-motors --as aurum-bank");
    expect(await position("orion-motors")).to.deep.include({ available: "87.50 EUR", reservePercent: 12.5 });
    const notIssuer = await cli.refusal("netting reserve 5 EUR --member orion-motors --as jade-bank");
    expect(notIssuer.name).to.equal("Netting_NotTheIssuer");
    expect((await cli.refusal("netting reserve 101 EUR --as orion-motors")).why).to.equal(
      'share "101" is no share.',
    );
    expect((await cli.refusal("netting reserve 5 CHF --as orion-motors")).why).to.equal(
      "CHF is not netted here.",
    );
  });

  it("grant-line, revoke-line, honour-line: a bank lends its position", async () => {
    await cli.json("netting deposit '500.00 EUR' --as aurum-bank");
    const granted = await cli.json("netting grant-line delta-castings '200.00 EUR' --as aurum-bank");
    expect(granted).to.deep.include({
      done: "Granted 200.00 EUR: line of Aurum Bank to Delta Castings.",
      guarantor: "aurum-bank",
      member: "delta-castings",
    });
    expect(await position("delta-castings")).to.deep.include({
      floor: "-200.00 EUR",
      available: "200.00 EUR",
    });
    expect(await position("aurum-bank")).to.deep.include({ available: "300.00 EUR" });
    await cli.json("netting revoke-line delta-castings '50.00 EUR' --as aurum-bank");
    await cli.json("netting honour-line delta-castings '60.00 EUR' --as aurum-bank");
    expect(await position("delta-castings")).to.deep.include({ balance: "60.00 EUR", floor: "-90.00 EUR" });
    const refusals = [
      ["revoke-line delta-castings '90.01 EUR' --as aurum-bank", "Netting_LineExceeded"],
      ["revoke-line delta-castings '1.00 EUR' --guarantor aurum-bank --as jade-bank", "Netting_NotTheIssuer"],
      ["grant-line orion-motors '1.00 EUR' --as delta-castings", "Membership_MissingCapability"],
      ["grant-line aurum-bank '1.00 EUR' --as aurum-bank", "Netting_BadLine"],
      ["grant-line nordgrid '1.00 EUR' --as aurum-bank", "Netting_BadLine"],
      ["grant-line orion-motors '0.00 EUR' --as aurum-bank", "Netting_BadAmount"],
      ["grant-line orion-motors '9999.00 EUR' --as aurum-bank", "Netting_BelowFloor"],
    ] as const;
    for (const [command, name] of refusals) {
      expect((await cli.refusal(`netting ${command}`)).name, command).to.equal(name);
    }
  });

  it("pay-out: by the issuer, for a member that cannot act", async () => {
    const acting = await cli.refusal("netting pay-out orion-motors '100.00 EUR' --as aurum-bank");
    expect(acting.name).to.equal("Netting_ActsForItself");
  });

  it("deposit and withdraw: wrong input changes nothing", async () => {
    const refusals = [
      ["deposit '1.00 CHF' --as orion-motors", "TaskError"],
      ["deposit '0.00 EUR' --as orion-motors", "Netting_BadAmount"],
      ["deposit '5000.00 EUR' --as orion-motors", "ERC20InsufficientBalance"],
      ["withdraw '1.00 EUR' --to 0x0 --as orion-motors", "TaskError"],
      [
        "withdraw '1.00 EUR' --to 0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f --as orion-motors",
        "Netting_NotItsAccount",
      ],
      ["solve --mode best", "TaskError"],
      ["statement nobody-at-all", "TaskError"],
      ["queue --member nobody-at-all", "TaskError"],
    ] as const;
    for (const [command, name] of refusals) {
      expect((await cli.refusal(`netting ${command}`)).name, command).to.equal(name);
    }
    expect((await position("orion-motors"))?.balance).to.equal("100.00 EUR");
  });
});
