import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connectReceivables, readClaim, receivableIdOf } from "@guildhall/sdk/assets";
import { connectAlliance } from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

const CLASS = "data/asset-class.yaml";
const INVOICE = "data/invoice.yaml";
const DUE_AT = Date.parse("2031-10-01T00:00:00+02:00") / 1000;
const DELTA = "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f";
const KAPPA = "0xBcd4042DE499D14e55001CcbB24a551F3b954096";
const AURUM = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

interface Shown {
  claim: string;
  status: string;
  open: string;
  acceptedBy: string;
  holders: { holder: string; units: string; pledged: string; tier: number; unpaid: string; due: string }[];
  pledges: { pledge: string; pledgee: string; units: string }[];
  history: { what: string }[];
}

describe("Tasks: assets", function () {
  this.timeout(120_000);
  let chain: Chain;
  let cli: CommandLine;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    await cli.json("deploy --carry --as nordgrid");
    await cli.json("token admit receivables --currency EUR --bank aurum-bank --as aurum-bank");
    for (const member of ["orion-motors", "delta-castings"]) {
      await cli.json(
        `token issue ${member} '20000.00 EUR' --reference 'deposit of ${member}' --bank aurum-bank --as aurum-bank`,
      );
    }
    await cli.json(`asset release ${CLASS} --as delta-castings`);
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const show = (claim: string) => cli.json<Shown>(`asset show ${claim}`);
  /** What a member has in euro, of whichever bank and account. */
  const euro = async (member: string) => {
    const rows = await cli.json<{ balance: string }[]>(`token balance ${member}`);
    return rows.map(({ balance }) => balance).filter((balance) => /^[1-9].* EUR$/.test(balance));
  };
  const registered = async (file = INVOICE) =>
    (await cli.json<{ claim: string }>(`asset issue ${file} --as delta-castings`)).claim;
  const issued = async () => {
    const claim = await registered();
    await cli.json(`asset accept ${claim} --as orion-motors`);
    return claim;
  };
  const changed = async (changes: readonly [RegExp | string, string][]): Promise<string> => {
    const text = changes.reduce((all, [from, to]) => all.replace(from, to), await readFile(INVOICE, "utf8"));
    const path = join(cli.folder, "invoice.yaml");
    await writeFile(path, text);
    return path;
  };
  const at = async (seconds: number): Promise<void> => {
    await chain.provider.send("evm_setNextBlockTimestamp", [seconds]);
    await chain.provider.send("evm_mine", []);
  };

  it("release: a class from its file, once", async () => {
    const [listed] = await cli.json<Record<string, unknown>[]>("asset classes");
    expect(listed).to.deep.include({
      class: 1,
      sponsor: "delta-castings",
      closed: false,
      money: "EUR",
      graceDays: 30,
      tierLimit: 3,
      issuers: ["supplier"],
      holders: ["bank", "supplier"],
    });
    const again = await cli.json(`asset release ${CLASS} --as delta-castings`);
    expect(again).to.deep.include({
      done: '"Castings and fasteners, receivables in euro" is class 1 already.',
      class: 1,
    });
    const { stdout } = await cli.run("asset classes");
    expect(stdout).to.match(/│ 1 +│ delta-castings +│ open +│ EUR +│ 30 +│ 3 +│ supplier +│ bank, supplier/);
    await cli.json("asset close 1 --as delta-castings");
    const { text, remedy } = await cli.refusal(`asset issue ${INVOICE} --as delta-castings`);
    expect(text).to.match(/^Classes_Closed/);
    expect(remedy).to.match(/ask the sponsor to release a new one/);
  });

  it("release: line and field of what is wrong", async () => {
    const path = join(cli.folder, "class.yaml");
    await writeFile(path, (await readFile(CLASS, "utf8")).replace("tierLimit: 3", "tierLimit: three"));
    const { name, why } = await cli.refusal(`asset release ${path} --as delta-castings`);
    expect(name).to.equal("InputFileError");
    expect(why).to.match(/class\.yaml:14:14 {2}transfer\.tierLimit: "three" is not a whole number/);
  });

  it("a claim from the invoice to the money", async () => {
    const claim = await registered();
    expect(await show(claim)).to.deep.include({ status: "registered", holders: [] });
    await cli.json(`asset accept ${claim} --as orion-motors`);
    await cli.json(`asset transfer ${claim} kappa-fasteners '4000.00 EUR' --as delta-castings`);
    await cli.json(`asset transfer ${claim} jade-bank '500.00 EUR' --as kappa-fasteners`);
    const { pledge, ...pledged } = await cli.json<{ pledge: string }>(
      `asset pledge ${claim} aurum-bank '1000.00 EUR' --from 2031-10-01 --until 2031-12-31 --agreement 'loan 7' --as kappa-fasteners`,
    );
    expect(pledged).to.deep.include({
      enforceableFrom: "2031-10-01T00:00:00Z",
      expiresAt: "2032-01-01T00:00:00Z",
    });
    for (const holderOrPledgee of ["kappa-fasteners", "jade-bank", "aurum-bank", "orion-motors"])
      expect(await cli.json(`asset list --member ${holderOrPledgee}`), holderOrPledgee).to.have.length(1);
    expect(await cli.json("asset list --member nordgrid")).to.have.length(0);
    await cli.json(`asset pay ${claim} --amount '5000.00 EUR' --as orion-motors`);
    const shown = await show(claim);
    expect(shown).to.deep.include({ status: "accepted", open: "7500.00 EUR" });
    expect(shown.holders[1]).to.deep.include({
      holder: `kappa-fasteners (${KAPPA})`,
      units: "3500.00 EUR",
      pledged: "1000.00 EUR",
      tier: 1,
      unpaid: "2500.00 EUR",
      due: "1000.00 EUR",
    });
    expect(shown.pledges[0]).to.deep.include({ pledge, pledgee: "aurum-bank", units: "1000.00 EUR" });
    expect(await cli.json(`asset redeem ${claim} --as nordgrid`)).to.deep.include({
      done: "Every holder has what is due to it.",
      paid: 3,
      waiting: [],
    });
    await cli.json(`asset pay ${claim} --as orion-motors`);
    await cli.json(`asset release-pledge ${claim} ${pledge} --amount '400.00 EUR' --as aurum-bank`);
    await cli.json(`asset redeem ${claim} --as nordgrid`);
    const paid = await show(claim);
    expect(paid.status).to.equal("paid");
    expect(paid.holders.map(({ units }) => units)).to.deep.equal(["600.00 EUR"]);
    await cli.json(`asset release-pledge ${claim} ${pledge} --as aurum-bank`);
    await cli.json(`asset redeem ${claim} --holder kappa-fasteners --as nordgrid`);
    expect(await euro("kappa-fasteners")).to.deep.equal(["3500.00 EUR"]);
    const { history } = await show(claim);
    expect(history.map(({ what }) => what)).to.include.members([
      "registered over 12500.00 EUR",
      "accepted by orion-motors (0x976EA74026E726554dB657fA54763abd0C3a0aa9)",
      `1000.00 EUR pledged by kappa-fasteners (${KAPPA})`,
      "paid in full",
    ]);
    const { stdout } = await cli.run(`asset show ${claim}`);
    expect(stdout).to.include("5000.00 EUR paid by orion-motors");
  });

  it("issue: the same invoice in any spelling is refused, and the rest of the world's mistakes explained", async () => {
    const claim = await registered();
    const { why } = await cli.refusal(
      `asset issue ${await changed([["INV-2031/0042", "inv 2031 0042"]])} --as delta-castings`,
    );
    expect(why).to.match(/^Invoice INV20310042 became a claim at .*; no invoice becomes a claim twice\.$/);
    const other = await changed([
      ["INV-2031/0042", "43"],
      ["12500.00 EUR", "12500.00 USD"],
    ]);
    expect((await cli.refusal(`asset issue ${other} --as delta-castings`)).why).to.equal(
      "The invoice is in USD, claims of class 1 are paid in EUR.",
    );
    const own = await changed([["orion-motors", "delta-castings"]]);
    expect((await cli.refusal(`asset issue ${own} --as delta-castings`)).text).to.match(
      /^ClaimRegistry_BadDocument/,
    );
    const listed = await cli.json<{ claim: string }[]>("asset list --member orion-motors");
    expect(listed.map((each) => each.claim)).to.deep.equal([claim]);
    expect(await cli.json("asset list --member jade-bank")).to.deep.equal([]);
    expect((await cli.run("asset list")).stdout).to.match(
      /│ registered +│ orion-motors +│ delta-castings +│ INV20310042 +│ 12500\.00 EUR/,
    );
  });

  it("accept: signed by the debtor, delivered by another", async () => {
    const claim = await registered();
    const { acceptance } = await cli.json<{ acceptance: string }>(
      `asset accept ${claim} --sign --as orion-motors`,
    );
    await cli.json(`asset accept ${claim} --acceptance ${acceptance} --as delta-castings`);
    expect(await show(claim)).to.deep.include({
      status: "accepted",
      acceptedBy: "orion-motors (0x976EA74026E726554dB657fA54763abd0C3a0aa9)",
    });
    expect((await cli.refusal(`asset accept ${claim} --as orion-motors`)).why).to.match(
      /is accepted; only what/,
    );
    expect(
      (
        await cli.refusal(
          `asset accept ${await registered(await changed([["0042", "43"]]))} --acceptance 0x12 --as nordgrid`,
        )
      ).why,
    ).to.equal('--acceptance "0x12" is no acceptance.');
  });

  it("reject and withdraw: for good", async () => {
    const claim = await registered();
    await cli.json(`asset reject ${claim} --reason 'not delivered' --as orion-motors`);
    expect((await show(claim)).status).to.equal("rejected");
    const other = await registered(await changed([["0042", "43"]]));
    await cli.json(`asset withdraw ${other} --as delta-castings`);
    expect((await show(other)).status).to.equal("withdrawn");
    const { stdout } = await cli.run(`asset lineage ${other}`);
    expect(stdout).to.include("It has no units: the debtor did not accept it.");
  });

  it("lineage: the tree down the tiers", async () => {
    const claim = await issued();
    await cli.json(`asset transfer ${claim} kappa-fasteners '4000.00 EUR' --as delta-castings`);
    await cli.json(`asset transfer ${claim} aurum-bank '1000.00 EUR' --as kappa-fasteners`);
    await cli.json(`asset transfer ${claim} jade-bank '2500.00 EUR' --as delta-castings`);
    const { pledge } = await cli.json<{ pledge: string }>(
      `asset pledge ${claim} aurum-bank '200.00 EUR' --from 2026-01-01 --until 2031-12-31 --as kappa-fasteners`,
    );
    await cli.json(
      `asset pledge ${claim} jade-bank '300.00 EUR' --from 2031-10-01 --until 2031-12-31 --as kappa-fasteners`,
    );
    await cli.json(`asset enforce ${claim} ${pledge} --as aurum-bank`);
    const { stdout } = await cli.run(`asset lineage ${claim}`);
    const JADE = "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65";
    expect(stdout.trimEnd().split("\n")).to.deep.equal([
      "Invoice INV20310042 of delta-castings to orion-motors, 12500.00 EUR, accepted",
      `delta-castings (${DELTA})  had 12500.00 EUR, tier 0, holds 6000.00 EUR`,
      `├─ 4000.00 EUR → kappa-fasteners (${KAPPA})  tier 1, holds 2800.00 EUR, 300.00 EUR pledged to jade-bank`,
      `│  └─ 1200.00 EUR (enforced) → aurum-bank (${AURUM})  tier 2, holds 1200.00 EUR`,
      `└─ 2500.00 EUR → jade-bank (${JADE})  tier 1, holds 2500.00 EUR`,
    ]);
    const data = await cli.json<{ lineage: { next: { next: unknown[] }[] } }>(`asset lineage ${claim}`);
    expect(data.lineage.next).to.have.length(2);
  });

  it("default: recourse against the creditor; a credit note by whoever holds", async () => {
    const claim = await issued();
    await cli.json(`asset transfer ${claim} aurum-bank '4000.00 EUR' --as delta-castings`);
    await cli.json(`asset credit ${claim} '500.00 EUR' --note 'CN-2031/7' --as delta-castings`);
    expect((await show(claim)).open).to.equal("12000.00 EUR");
    const early = await cli.refusal(`asset demand-recourse ${claim} --as aurum-bank`);
    expect(early.text).to.match(/^Receivables_WrongStatus/);
    await at(DUE_AT + 30 * 86_400);
    expect((await show(claim)).status).to.equal("defaulted");
    await cli.json(`asset demand-recourse ${claim} --as aurum-bank`);
    await cli.json(`asset honour-recourse ${claim} aurum-bank --as delta-castings`);
    expect(await euro("aurum-bank")).to.deep.equal(["4000.00 EUR"]);
    expect((await show(claim)).holders.map(({ holder, units }) => [holder, units])).to.deep.equal([
      [`delta-castings (${DELTA})`, "12000.00 EUR"],
    ]);
    expect((await cli.refusal(`asset honour-recourse ${claim} aurum-bank --as delta-castings`)).why).to.equal(
      "aurum-bank holds nothing of this claim.",
    );
  });

  it("recover: what a frozen account held, pledges too; a suspended holder blocks nobody", async () => {
    const claim = await issued();
    const operator = await chain.provider.getSigner(11);
    await cli.json(`asset transfer ${claim} ${operator.address} '1000.00 EUR' --as delta-castings`);
    await cli.json(
      `asset pledge ${claim} aurum-bank '300.00 EUR' --from 2031-10-01 --until 2031-12-31 --as ${operator.address}`,
    );
    await cli.json(`member account freeze ${operator.address} --as kappa-fasteners`);
    await cli.json(`asset pay ${claim} --as orion-motors`);
    const outcome = await cli.json<{ done: string; waiting: string[] }>(
      `asset redeem ${claim} --as nordgrid`,
    );
    expect(outcome.done).to.match(/^Some holders cannot be paid now/);
    expect(outcome.waiting).to.deep.equal([`kappa-fasteners (${operator.address}): 700.00 EUR`]);
    await cli.json(`asset recover ${claim} ${operator.address} --as kappa-fasteners`);
    const { holders } = await show(claim);
    expect(holders).to.have.length(1);
    expect(holders[0]).to.deep.include({
      holder: `kappa-fasteners (${KAPPA})`,
      units: "1000.00 EUR",
      pledged: "300.00 EUR",
      due: "700.00 EUR",
    });
    await cli.json(`asset redeem ${claim} --as nordgrid`);
    expect((await cli.refusal(`asset redeem ${claim} --as nordgrid`)).why).to.equal(
      "Nothing is due to any holder now.",
    );
  });

  it("SDK: anyone reckons the id of a claim from its terms", async () => {
    const claim = await issued();
    const receivables = await connectReceivables(await connectAlliance(chain.provider));
    const { terms, events } = await readClaim(receivables, BigInt(claim));
    expect(receivableIdOf(terms, 20_260n, await receivables.getAddress())).to.equal(BigInt(claim));
    expect(events.map(({ name }) => name)).to.deep.equal([
      "ReceivableRegistered",
      "ReceivableAccepted",
      "Transfer",
    ]);
  });

  it("says what it does not find", async () => {
    expect((await cli.refusal("asset show 12")).why).to.equal('"12" is not the id of a claim.');
    const { name } = await cli.refusal(`asset show 0x${"ab".repeat(32)}`);
    expect(name).to.equal("ClaimNotFound");
    const claim = await issued();
    expect((await cli.refusal(`asset enforce ${claim} 0x${"ab".repeat(32)} --as aurum-bank`)).why).to.match(
      /^The claim has no pledge/,
    );
  });
});
