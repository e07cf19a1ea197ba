import { expect } from "chai";
import { decide } from "../lib/alliance.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

const GROUNDS = "--reason 'accounts not filed'";

interface MemberRow {
  id: number;
  name: string;
  status: string;
  capabilities: string[];
  kycUntil: string;
  accounts: { address: string; rights: string[] }[];
  validators: string[];
}

describe("Tasks: members", function () {
  this.timeout(60_000);
  let chain: Chain;
  let cli: CommandLine;

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

  const members = () => cli.json<MemberRow[]>("member list");
  const memberCalled = async (name: string) => (await members()).find((member) => member.name === name);
  const proposed = async (command: string): Promise<number> => {
    const { proposal } = await cli.json<{ proposal: number }>(command);
    await decide(chain.provider, proposal);
    return proposal;
  };

  it("list: the eight founders with their capabilities, accounts and validators", async () => {
    const listed = await members();
    expect(listed.map(({ id }) => id)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(listed[1]).to.deep.include({ name: "Aurum Bank", alias: "aurum-bank", status: "active" });
    expect(listed[1]?.capabilities).to.deep.equal(["bank"]);
    expect(listed[1]?.accounts.map(({ rights }) => rights)).to.deep.equal([
      ["admin", "operator"],
      ["operator"],
    ]);
    expect(listed.map(({ validators }) => validators.length)).to.deep.equal([1, 1, 1, 1, 1, 0, 1, 0]);
    const { stdout } = await cli.run("member list");
    expect(stdout).to.match(
      /│ 2 +│ Aurum Bank +│ aurum-bank +│ active +│ bank +│ 2 +│ 1 +│ 2032-01-01T00:00:00Z │/,
    );
  });

  it("show: one member, by alias, number or name", async () => {
    for (const name of ["jade-bank", "3", "'Jade Bank'"]) {
      expect((await cli.json(`member show ${name}`)).id).to.equal(3);
    }
    const { stdout } = await cli.run("member show jade-bank");
    expect(stdout).to.include("0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc │ operator");
    expect(stdout).to.match(/172\.28\.0\.23:30303 │ rescue/);
  });

  it("explains that nobody is called so, and who there is", async () => {
    const { name, why, remedy } = await cli.refusal("member show nobody");
    expect([name, why]).to.deep.equal(["TaskError", 'No member is called "nobody".']);
    expect(remedy).to.equal(
      "The members are nordgrid, aurum-bank, jade-bank, orion-motors, delta-castings, kappa-fasteners, " +
        "meridian-logistics, clearview-audit.",
    );
  });

  it("explains failures to people on standard error, and leaves standard output empty", async () => {
    expect(await cli.run("member show nobody")).to.deep.include({ stdout: "", exitCode: 1 });
    const { stderr } = await cli.run("member reinstate kappa-fasteners");
    expect(stderr).to.equal(
      "Nobody is named to sign.\n" +
        "What to do: Say which organisation signs: --as <alias>, for example --as nordgrid.",
    );
  });

  it("leads an applicant from its file to its seat at the table, each step a command", async () => {
    const { digest, next } = await cli.json("member apply data/applicant.yaml");
    expect(next).to.equal("member propose-admission solaris-energy --as <member>");
    const [application] = await cli.json<Record<string, unknown>[]>("member applications");
    expect(application).to.deep.include({ digest, alias: "solaris-energy", capabilities: ["prosumer"] });

    const made = await cli.json("member propose-admission solaris-energy --as nordgrid");
    expect(made.next).to.equal("proposal vote 1 for --as <member>");
    expect((await cli.refusal("proposal vote 1 for --as nordgrid")).text).to.match(/current: pending/);
    await later(3601);
    for (const voter of ["nordgrid", "aurum-bank", "jade-bank", "orion-motors", "delta-castings"]) {
      expect((await cli.json(`proposal vote 1 for --as ${voter}`)).done).to.match(
        /^Voted for proposal 1: Admit Solaris/,
      );
    }
    await cli.json("proposal vote 1 against --as kappa-fasteners");
    await cli.json("proposal vote 1 abstain --as meridian-logistics");
    expect((await cli.refusal("proposal vote 1 for --as nordgrid")).name).to.equal("Governor_AlreadyVoted");
    expect((await cli.refusal("proposal queue 1 --as nordgrid")).text).to.match(/current: active/);
    const shown = await cli.json("proposal show 1");
    expect(shown.votes).to.deep.equal({ for: 5, against: 1, abstain: 1 });
    expect(shown.voters).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);

    await later(259_200);
    expect((await cli.run("proposal show 1")).stdout).to.match(/next +proposal queue 1 --as <member>/);
    await cli.json("proposal queue 1 --as clearview-audit");
    const early = await cli.refusal("proposal execute 1 --as nordgrid");
    expect(early.name).to.equal("TimelockUnexpectedOperationState");
    await later(86_400);
    await cli.json("proposal execute 1 --as clearview-audit");
    expect((await cli.refusal("proposal execute 1 --as nordgrid")).text).to.match(/current: executed/);

    expect(await memberCalled("Solaris Energy")).to.deep.include({ id: 9, status: "active" });
    expect(await cli.json("member applications")).to.deep.equal([]);
    const [proposal] = await cli.json<Record<string, unknown>[]>("proposal list");
    expect(proposal).to.deep.include({ number: 1, state: "executed", proposerId: 1 });
    expect((await cli.json("consortium log")).verified).to.equal(true);
  });

  it("takes the same application twice for one; refuses it without a file, and a stranger's", async () => {
    expect((await cli.refusal("member apply nowhere.yaml")).why).to.match(
      /^nowhere\.yaml:1:1 .*cannot be read/,
    );
    await cli.json("member apply data/applicant.yaml");
    await cli.json("member apply data/applicant.yaml");
    expect(await cli.json("member applications")).to.have.length(1);
    expect((await cli.refusal("member propose-admission ghost --as nordgrid")).why).to.equal(
      'Nobody called "ghost" applied.',
    );
  });

  it("suspends, reinstates and expels by vote", async () => {
    await proposed(`member propose-suspension kappa-fasteners ${GROUNDS} --as nordgrid`);
    expect((await memberCalled("Kappa Fasteners"))?.status).to.equal("suspended");
    expect((await cli.json("consortium show")).members).to.equal(7);
    await proposed("member reinstate kappa-fasteners --as nordgrid");
    expect((await memberCalled("Kappa Fasteners"))?.status).to.equal("active");
    await proposed(`member propose-expulsion kappa-fasteners ${GROUNDS} --as nordgrid`);
    expect((await memberCalled("Kappa Fasteners"))?.status).to.equal("expelled");
    expect((await cli.refusal("member reinstate kappa-fasteners --as kappa-fasteners")).name).to.match(
      /^Governor_/,
    );
  });

  it("asks for the grounds of a suspension, an expulsion and an emergency", async () => {
    for (const verb of [
      "propose-suspension",
      "propose-expulsion",
      "endorse-suspension",
      "emergency-suspend",
    ]) {
      const { why, remedy } = await cli.refusal(`member ${verb} kappa-fasteners --as nordgrid`);
      expect([why, remedy], verb).to.deep.equal(["--reason is missing.", "Add --reason; see --help."]);
    }
  });

  it("suspends at once on signatures of three members at hand", async () => {
    const suspend = `member emergency-suspend kappa-fasteners ${GROUNDS} --as nordgrid --endorsers`;
    expect((await cli.refusal(`${suspend} nordgrid,aurum-bank`)).text).to.equal(
      "Registry_TooFewEndorsements(endorsements: 2, required: 3)",
    );
    await cli.json(`${suspend} jade-bank,nordgrid,aurum-bank`);
    expect((await memberCalled("Kappa Fasteners"))?.status).to.equal("emergency-suspended");
    await later(604_801);
    expect((await memberCalled("Kappa Fasteners"))?.status).to.equal("active");
  });

  it("suspends at once on endorsements that three members printed, each on its own", async () => {
    const endorsed = async (alias: string, until = "--until 2099-01-01T00:00Z") => {
      const command = `member endorse-suspension kappa-fasteners ${GROUNDS} ${until} --as ${alias}`;
      return (await cli.json<{ endorsement: string }>(command)).endorsement;
    };
    const suspend = `member emergency-suspend kappa-fasteners ${GROUNDS} --as orion-motors --endorsements`;
    const [nordgrid, aurum, jade] = [
      await endorsed("nordgrid"),
      await endorsed("aurum-bank"),
      await endorsed("jade-bank"),
    ];
    const other = await endorsed("jade-bank", "--until 2099-01-02T00:00Z");
    expect((await cli.refusal(`${suspend} ${nordgrid},${aurum},${other}`)).why).to.equal(
      "The endorsements are not all good until the same time: 2099-01-01T00:00:00Z, 2099-01-02T00:00:00Z.",
    );
    expect((await cli.refusal(`${suspend} ${nordgrid},tomorrow`)).why).to.equal(
      '"tomorrow" is not an endorsement.',
    );
    expect((await cli.json(`${suspend} ${jade},${nordgrid},${aurum}`)).endorsements).to.equal(3);
    expect((await memberCalled("Kappa Fasteners"))?.status).to.equal("emergency-suspended");
  });

  it("mixes endorsements that were printed with signers at hand", async () => {
    const endorse = `member endorse-suspension kappa-fasteners ${GROUNDS} --as nordgrid`;
    const { endorsement } = await cli.json(endorse);
    await later(60);
    await cli.json(
      `member emergency-suspend kappa-fasteners ${GROUNDS} --endorsements ${endorsement} ` +
        "--endorsers aurum-bank,jade-bank --as nordgrid",
    );
    expect((await memberCalled("Kappa Fasteners"))?.status).to.equal("emergency-suspended");
  });

  it("update: capabilities by vote, the identity check by the registrar alone", async () => {
    await proposed("member update jade-bank --capabilities bank,arbiter --as nordgrid");
    expect((await memberCalled("Jade Bank"))?.capabilities).to.deep.equal(["bank", "arbiter"]);
    await cli.json("member update jade-bank --kyc-until 2033-06-30 --as nordgrid");
    expect((await memberCalled("Jade Bank"))?.kycUntil).to.equal("2033-07-01T00:00:00Z");
    expect(
      await cli.refusal("member update jade-bank --kyc-until 2033-06-30 --as jade-bank"),
    ).to.deep.include({
      why: 'Jade Bank does not hold the office "registrar".',
      remedy: "Its holders are 0x70997970C51812dc3A010C7d01b50e0d17dc79C8; `role list` shows them.",
    });
  });

  it("update: wants one thing, known capabilities and an instant", async () => {
    const update = (options: string) => cli.refusal(`member update jade-bank ${options} --as nordgrid`);
    for (const options of ["", "--capabilities bank --kyc-until 2033-06-30"]) {
      expect((await update(options)).why).to.equal(
        "Give one thing to update: --capabilities or --kyc-until.",
      );
    }
    expect((await update("--capabilities bank,cheese")).why).to.equal('"cheese" is not known here.');
    const dates = {
      "2033-06-30T12:00:00": "has no zone, so it names no instant",
      "30.6.2033": "is not an ISO 8601 date",
      "2033-02-30": "is not in the calendar",
    };
    for (const [date, fault] of Object.entries(dates)) {
      expect((await update(`--kyc-until ${date}`)).why).to.equal(`--kyc-until "${date}" ${fault}.`);
    }
  });

  it("replace-admin: gives a member that lost its key a new one, by vote", async () => {
    const lost = "0xBcd4042DE499D14e55001CcbB24a551F3b954096";
    const fresh = "0xdD2FD4581271e230360230F9337D5c0430Bf44C0";
    await proposed(`member replace-admin kappa-fasteners ${lost} ${fresh} --as nordgrid`);
    const kappa = await memberCalled("Kappa Fasteners");
    expect(kappa?.accounts.map(({ address }) => address))
      .to.include(fresh)
      .and.not.include(lost);
    const stranger = await cli.refusal(
      `member replace-admin kappa-fasteners ${fresh.replace("D", "d")} ${lost} --as nordgrid`,
    );
    expect(stranger.why).to.match(/^lost "0xdd2FD.*" is not an address\.$/);
    const foreign = await cli.refusal(`member replace-admin jade-bank ${fresh} ${lost} --as nordgrid`);
    expect(foreign.why).to.equal(`${fresh} is no account of Jade Bank.`);
  });

  async function later(seconds: number): Promise<void> {
    await chain.provider.send("evm_increaseTime", [seconds]);
    await chain.provider.send("evm_mine", []);
  }
});
