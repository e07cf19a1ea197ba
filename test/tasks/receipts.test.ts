import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

const LOT = "data/warehouse-receipt.yaml";
const KAPPA = "0xBcd4042DE499D14e55001CcbB24a551F3b954096";
/** Kappa's other account, an operator. */
const CLERK = "0x71bE63f3384f5fb98995898A86B02Fb2426c5788";
const SITE = "'Orion Motors plant 1'";

interface Shown {
  receipt: string;
  status: string;
  grade: string;
  quantity: string;
  delivered: string;
  lost: string;
  toleranceLeft: string;
  storageUntil: string;
  inspector: string;
  recount: string;
  holders: { holder: string; units: string; quantity: string; locked: string; tier: number }[];
  pledges: { pledge: string; pledgee: string; units: string }[];
  surrenders: { surrender: string; quantity: string; state: string }[];
  history: { what: string }[];
}

describe("Tasks: warehouse receipts", function () {
  this.timeout(120_000);
  let chain: Chain;
  let cli: CommandLine;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    await cli.json("deploy --carry --as nordgrid");
    await cli.json("asset release data/receipt-class.yaml --as meridian-logistics");
    await cli.json(
      `receipt attest meridian-logistics ${SITE} --until 2031-12-31 --evidence audit-17 --as clearview-audit`,
    );
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const show = (receipt: string) => cli.json<Shown>(`receipt show ${receipt}`);
  const issued = async (file = LOT) =>
    (await cli.json<{ receipt: string }>(`receipt issue ${file} --as meridian-logistics`)).receipt;
  const changed = async (changes: readonly [RegExp | string, string][]): Promise<string> => {
    const text = changes.reduce((all, [from, to]) => all.replace(from, to), await readFile(LOT, "utf8"));
    const path = join(cli.folder, "lot.yaml");
    await writeFile(path, text);
    return path;
  };
  const at = async (day: string): Promise<void> => {
    await chain.provider.send("evm_setNextBlockTimestamp", [Date.parse(day) / 1000]);
    await chain.provider.send("evm_mine", []);
  };

  it("issues a lot once, whatever the spelling of its number", async () => {
    const receipt = await issued();
    expect(await show(receipt)).to.deep.include({
      status: "stored",
      warehouse: "meridian-logistics",
      depositor: "kappa-fasteners",
      inspector: "clearview-audit",
      lot: "MW20310441",
      commodity: "BOLT-M8X40",
      grade: "",
      quantity: "850.5 kg",
      toleranceLeft: "4.252 kg",
      tierLimit: 255,
      recount: "",
    });
    const again = await changed([["MW-2031/0441", "'mw 2031 0441'"]]);
    expect((await cli.refusal(`receipt issue ${again} --as meridian-logistics`)).name).to.equal(
      "Receipts_LotIssued",
    );
    const elsewhere = await changed([
      ["MW-2031/0441", "MW-9"],
      ["Orion Motors plant 1", "Hall 9"],
    ]);
    expect((await cli.refusal(`receipt issue ${elsewhere} --as meridian-logistics`)).name).to.equal(
      "Receipts_NotAttested",
    );
    expect(await cli.json("receipt list --member meridian-logistics")).to.have.length(1);
    expect(await cli.json("receipt list --member kappa-fasteners")).to.have.length(1);
    expect(await cli.json("receipt list --member jade-bank")).to.have.length(0);
    expect((await cli.run("receipt list")).stdout).to.match(
      /│ stored +│ meridian-logistics +│ kappa-fasteners/,
    );
  });

  it("leads goods from intake over a pledge to delivery", async () => {
    const receipt = await issued();
    await cli.json(`receipt grade ${receipt} 8.8 --evidence 'assay 881' --as clearview-audit`);
    await cli.json(`receipt transfer ${receipt} orion-motors '250 kg' --as kappa-fasteners`);
    const { pledge } = await cli.json<{ pledge: string }>(
      `receipt pledge ${receipt} aurum-bank 100.5 --from 2027-01-01 --until 2031-12-31 --as kappa-fasteners`,
    );
    for (const holderOrPledgee of ["orion-motors", "aurum-bank"])
      expect(await cli.json(`receipt list --member ${holderOrPledgee}`), holderOrPledgee).to.have.length(1);
    await cli.json(`receipt release-pledge ${receipt} ${pledge} --quantity '0.5 kg' --as aurum-bank`);
    await at("2027-02-01T00:00:00Z");
    await cli.json(`receipt enforce ${receipt} ${pledge} --as aurum-bank`);
    const { surrender } = await cli.json<{ surrender: string }>(
      `receipt surrender ${receipt} '50 kg' --taker delta-castings --as aurum-bank`,
    );
    const words = `receipt deliver ${receipt} ${surrender} --evidence 'note 7'`;
    const { signature } = await cli.json<{ signature: string }>(`${words} --sign --as delta-castings`);
    expect((await cli.refusal(`${words} --as meridian-logistics`)).why).to.equal("--signature is missing.");
    await cli.json(`${words} --signature ${signature} --as meridian-logistics`);
    const shown = await show(receipt);
    expect(shown).to.deep.include({ grade: "8.8", quantity: "800.5 kg", delivered: "50 kg", pledges: [] });
    expect(shown.holders.map(({ units, tier }) => [units, tier])).to.deep.equal([
      ["500.5 kg", 0],
      ["250 kg", 1],
      ["50 kg", 1],
    ]);
    expect(shown.history.map(({ what }) => what.replace(/ \(0x\w+\)/g, ""))).to.include.members([
      "850.5 kg taken in by meridian-logistics for kappa-fasteners",
      "graded 8.8 by clearview-audit",
      "50 kg surrendered by aurum-bank",
      "50 kg handed to delta-castings for 50 kg of the receipt",
    ]);
    expect((await cli.run(`receipt show ${receipt}`)).stdout).to.match(/quantity +800\.5 kg/);
    const { stdout } = await cli.run(`receipt lineage ${receipt}`);
    expect(stdout).to.match(
      /Lot MW20310441 of meridian-logistics for kappa-fasteners, 850\.5 kg of BOLT-M8X40, stored/,
    );
    expect(stdout).to.match(/└─ 100 kg \(enforced\) → aurum-bank .* tier 1, holds 50 kg/);
    const { lineage } = await cli.json<{ lineage: { next: unknown[] } }>(`receipt lineage ${receipt}`);
    expect(lineage.next).to.have.length(2);
  });

  it("recounts alone within the tolerance, together beyond it", async () => {
    const receipt = await issued();
    const small = await cli.json(
      `receipt recount ${receipt} '848 kg' --evidence 'stocktaking 12' --as meridian-logistics`,
    );
    expect(small.done).to.equal("Lot MW20310441 has 848 kg: a loss within the tolerance.");
    await cli.json(`receipt recount ${receipt} '700 kg' --evidence 'flood' --as meridian-logistics`);
    const pending = await show(receipt);
    expect(pending.quantity).to.equal("848 kg");
    expect(pending.recount).to.match(/^700 kg by meridian-logistics, until /);
    const stopped = await cli.refusal(`receipt transfer ${receipt} orion-motors '1 kg' --as kappa-fasteners`);
    expect(stopped.name).to.equal("Receipts_RecountPending");
    await cli.json(`receipt reject-recount ${receipt} --reason 'hall 4 not counted' --as clearview-audit`);
    await cli.json(`receipt recount ${receipt} '710 kg' --evidence 'flood' --as meridian-logistics`);
    await cli.json(`receipt confirm-recount ${receipt} '710 kg' --evidence 'audit 18' --as clearview-audit`);
    expect(await show(receipt)).to.deep.include({ quantity: "710 kg", lost: "140.5 kg", recount: "" });
  });

  it("a surrender that nobody delivers puts the warehouse in default, and can be taken back", async () => {
    const receipt = await issued();
    const { surrender } = await cli.json<{ surrender: string }>(
      `receipt surrender ${receipt} '250 kg' --as kappa-fasteners`,
    );
    expect((await show(receipt)).surrenders[0]).to.deep.include({ quantity: "250 kg", state: "waiting" });
    await at("2031-12-30T00:00:00Z");
    expect((await show(receipt)).surrenders[0]?.state).to.equal("in default");
    await cli.json(`receipt take-back ${receipt} ${surrender} --as kappa-fasteners`);
    expect((await show(receipt)).surrenders).to.deep.equal([]);
    const gone = await cli.refusal(`receipt take-back ${receipt} ${surrender} --as kappa-fasteners`);
    expect(gone.why).to.match(/^The receipt has no surrender 0x/);
    await cli.json(`receipt extend ${receipt} --until 2032-06-30 --as meridian-logistics`);
    expect((await show(receipt)).storageUntil).to.match(/^2032-06-30|^2032-07-01/);
  });

  it("recovers what a lost account holds, its pledges too", async () => {
    const receipt = await issued();
    await cli.json(`receipt transfer ${receipt} ${CLERK} '10 kg' --as ${KAPPA}`);
    await cli.json(
      `receipt pledge ${receipt} aurum-bank '4 kg' --from 2027-01-01 --until 2031-12-31 --as ${CLERK}`,
    );
    await cli.json(`member account freeze ${CLERK} --as kappa-fasteners`);
    await cli.json(`receipt recover ${receipt} ${CLERK} --as kappa-fasteners`);
    const { holders, pledges } = await show(receipt);
    expect(holders.map(({ units, locked }) => [units, locked])).to.deep.equal([["850.5 kg", "4 kg"]]);
    expect(pledges.map(({ pledgee }) => pledgee)).to.deep.equal(["aurum-bank"]);
  });

  it("goods under receipts are stock to the plan, as far as nothing holds them back", async () => {
    await cli.json("demand publish data/demand.yaml --as orion-motors");
    await cli.json("demand stock data/stock.csv --as meridian-logistics");
    const receipt = await issued();
    await cli.json(`receipt transfer ${receipt} orion-motors '90 kg' --as kappa-fasteners`);
    const covered = async (options: string) => {
      const { lines } = await cli.json<{ lines: { fromStock: string }[] }>(
        `order plan data/demand.yaml ${options} --as orion-motors`,
      );
      return lines.map(({ fromStock }) => fromStock);
    };
    expect(await covered("")).to.deep.equal(["150", "0", "20.5"]);
    // The receipt replaces what the same warehouse reported of the article there.
    expect(await covered("--receipts")).to.deep.equal(["150", "0", "90"]);
    await cli.json(`receipt surrender ${receipt} '30 kg' --as orion-motors`);
    expect(await covered("--receipts")).to.deep.equal(["150", "0", "60"]);
    await cli.json(`receipt recount ${receipt} '1 kg' --evidence 'flood' --as meridian-logistics`);
    expect(await covered("--receipts")).to.deep.equal(["150", "0", "20.5"]);
  });

  it("names what is wrong with what was typed", async () => {
    const receipt = await issued();
    const cases: [string, RegExp][] = [
      ["receipt show 7", /^"7" is not the id of a receipt/],
      [`receipt show 0x${"ab".repeat(32)}`, /^No warehouse receipt 0x[0-9a-f]{64} was issued here/],
      [`receipt transfer ${receipt} orion-motors '1 t' --as kappa-fasteners`, /is no quantity in kg/],
      [`receipt transfer ${receipt} orion-motors '0.0001 kg' --as kappa-fasteners`, /at most 3 decimals/],
      [`receipt grade ${receipt} ${"A".repeat(32)} --evidence x --as clearview-audit`, /is no grade/],
      [`receipt grade ${receipt} A --as clearview-audit`, /^--evidence is missing/],
    ];
    for (const [command, why] of cases) expect((await cli.refusal(command)).why).to.match(why);
  });
});
