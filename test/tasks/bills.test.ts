import { expect } from "chai";
import { clockOf } from "../../network/clock.ts";
import { developmentKey } from "../lib/alliance.ts";
import { deployAssets } from "../lib/assets.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

const DRAWING =
  "bill draw --drawee orion-motors --amount '120000 EUR' --zone Europe/Berlin --place Frankfurt --as delta-castings";

interface LotRow {
  lot: string;
  status: string;
  holder: string;
  outstanding: string;
  from: string;
  endorsers: string[];
  pledgedTo: string;
  called: string;
}

interface BillRow {
  bill: number;
  status: string;
  outstanding: string;
  lots: LotRow[];
}

describe("Tasks: bills", function () {
  this.timeout(120_000);
  let chain: Chain;
  let cli: CommandLine;
  let room: Awaited<ReturnType<typeof deployAssets>>;
  /** A Wednesday some weeks ahead, as the tasks want it. */
  let due: string;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    room = await deployAssets(chain.provider);
    const aurum = await chain.provider.getSigner(3);
    for (const index of [5, 7, 9, 11]) {
      const { address } = developmentKey(index);
      const issued = await room.eur
        .connect(aurum)
        .issue(address, 50_000_000n, `0x${`${index}`.padStart(64, "0")}`);
      await issued.wait();
    }
    // Signers are the accounts that the node lists first: the admins. Money goes there too.
    for (const index of [4, 6, 8, 10]) {
      const { address } = developmentKey(index);
      const issued = await room.eur
        .connect(aurum)
        .issue(address, 50_000_000n, `0x${`${index}`.padStart(64, "0")}`);
      await issued.wait();
    }
    const head = await chain.provider.getBlock("latest");
    const day = new Date(((head?.timestamp ?? 0) + 60 * 86_400) * 1000);
    while (day.getUTCDay() !== 3) day.setUTCDate(day.getUTCDate() + 1);
    due = day.toISOString().slice(0, 10);
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const until = async (time: string, more = 0) =>
    (await clockOf(chain.provider)).until(Date.parse(time) / 1000 + more);
  const show = () => cli.json<BillRow>("bill show 1");
  const drawn = async () =>
    cli.json<{ bill: number; maturesAt: string; presentUntil: string }>(
      `${DRAWING} --due ${due} --invoice INV-2027-001`,
    );
  const lotOf = async (name: string) => (await show()).lots.find(({ lot }) => lot === name) as LotRow;

  it("draws, shows and lists a bill, with its days in the zone of the place", async () => {
    const made = await drawn();
    expect(made).to.deep.include({ bill: 1, lot: "1/1", document: "INV2027001" });
    expect(Date.parse(made.presentUntil) - Date.parse(made.maturesAt)).to.equal(3 * 86_400_000 - 1000);
    expect(await show()).to.deep.include({
      status: "drawn",
      drawer: "delta-castings",
      drawee: "orion-motors",
      amount: "120000.00 EUR",
      outstanding: "120000.00 EUR",
      payee: "delta-castings",
      place: "Frankfurt, Europe/Berlin",
    });
    expect(await cli.json("bill list --party orion-motors")).to.have.length(1);
    expect(await cli.json("bill list --party jade-bank")).to.have.length(0);
    expect((await cli.run("bill list")).stdout).to.match(/│ 1 +│ drawn +│ delta-castings │ orion-motors +│/);
    expect((await cli.run("bill show 1")).stdout).to.match(
      /│ 1\/1 │ held +│ delta-castings │ 120000.00 EUR │/,
    );
  });

  it("refuses the same invoice in another spelling, and a bill of no or of two documents", async () => {
    await drawn();
    const again = await cli.refusal(`${DRAWING} --due ${due} --invoice 'inv. 2027/001'`);
    expect(again.name).to.equal("ClaimRegistry_AlreadyClaimed");
    expect((await cli.refusal(`${DRAWING} --due ${due}`)).why).to.equal("A bill stands for one document.");
    const two = await cli.refusal(`${DRAWING} --due ${due} --invoice 7 --number B7`);
    expect(two.why).to.equal("A bill stands for one document.");
    expect(await cli.json(`${DRAWING} --due ${due} --number B7`)).to.deep.include({ document: "B7" });
  });

  it("explains wrong days, zones, money and lots", async () => {
    expect((await cli.refusal(`${DRAWING} --due 2027-02-30 --number 1`)).name).to.equal("BadDueDate");
    const zone = DRAWING.replace("Europe/Berlin", "Europe/Bonn");
    expect((await cli.refusal(`${zone} --due ${due} --number 1`)).name).to.equal("BadDueDate");
    const money = DRAWING.replace("EUR", "JPY");
    expect((await cli.refusal(`${money} --due ${due} --number 1`)).why).to.match(
      /^No bank of the alliance issues JPY/,
    );
    expect((await cli.refusal("bill present 1 --as jade-bank")).name).to.equal("BadLotNumber");
    expect((await cli.refusal("bill show 9")).name).to.equal("Bills_Unknown");
    expect((await cli.refusal(`${DRAWING} --due ${due} --number §`)).name).to.equal("BadDocumentNumber");
  });

  it("leads a bill from acceptance through endorsement and discount to payment", async () => {
    const { maturesAt } = await drawn();
    await cli.json("bill accept 1 --allow --as orion-motors");
    expect((await show()).status).to.equal("accepted");
    const part = await cli.json("bill endorse 1/1 kappa-fasteners --amount '20000 EUR' --as delta-castings");
    expect(part.lot).to.equal("1/2");
    await cli.json("bill split 1/1 --amount '30000 EUR' --as delta-castings");
    const { offer } = await cli.json<{ offer: string }>(
      "bill discount-offer 1/2 --price '19700 EUR' --without-recourse --as jade-bank",
    );
    for (const [more, why] of [
      ["--as delta-castings", /^delta-castings is no bank/],
      ["--until 2026-01-31 --as jade-bank", /is past/],
      ["--nonce one --as jade-bank", /nonce/],
    ] as const)
      expect((await cli.refusal(`bill discount-offer 1/2 --price '19700 EUR' ${more}`)).why).to.match(why);
    await cli.json(`bill discount ${offer} --as kappa-fasteners`);
    expect(await lotOf("1/2")).to.deep.include({
      holder: "jade-bank",
      from: "1/1",
      endorsers: ["delta-castings", "kappa-fasteners (without recourse)"],
    });
    expect((await cli.refusal(`bill discount ${offer} --as kappa-fasteners`)).name).to.equal(
      "Bills_NotHolder",
    );
    expect((await cli.refusal("bill discount 1:2 --as kappa-fasteners")).why).to.match(/is not an offer/);

    expect((await cli.refusal("bill present 1/2 --as jade-bank")).name).to.equal("Bills_NotDue");
    await until(maturesAt);
    expect((await show()).status).to.equal("due");
    await cli.json("bill present 1/2 --as jade-bank");
    expect((await lotOf("1/2")).status).to.equal("presented");
    await cli.json("bill collect 1/2 --as jade-bank");
    await cli.json("bill pay 1/1 --amount '50000 EUR' --as orion-motors");
    expect((await lotOf("1/1")).outstanding).to.equal("20000.00 EUR");
    await cli.json("bill pay 1/1 --as orion-motors");
    await cli.json("bill pay 1/3 --as orion-motors");
    expect(await show()).to.deep.include({ status: "paid", outstanding: "0.00 EUR" });

    const lineage = await cli.json<{ event: string; lot: string }[]>("bill lineage 1/2");
    expect(lineage.map(({ event, lot }) => `${lot} ${event}`)).to.deep.equal([
      "1 BillDrawn",
      "1 BillAccepted",
      "1/1 LotSplit",
      "1/2 LotEndorsed",
      "1/2 LotEndorsed",
      "1/2 LotDiscounted",
      "1/2 LotPresented",
      "1/2 LotPaid",
    ]);
    const { stdout } = await cli.run("bill lineage 1/2");
    expect(stdout).to.match(/│ 1 +│ delta-castings draws .* EUR on orion-motors, payable to delta-castings/);
    expect(stdout).to.match(/│ 1\/2 +│ kappa-fasteners endorses to jade-bank without recourse/);
    expect(stdout).to.match(/│ 1\/2 +│ 20000\.00 EUR paid to jade-bank \(0x/);
  });

  it("delivers an acceptance that was signed elsewhere", async () => {
    await drawn();
    const { signed, account } = await cli.json<{ signed: string; account: string }>(
      "bill accept 1 --sign --as orion-motors",
    );
    await cli.json(`bill accept 1 --signed ${signed} --account ${account} --as delta-castings`);
    expect(await show()).to.deep.include({ status: "accepted", domicile: account });
  });

  it("pledges a lot, and releases or enforces the pledge", async () => {
    await drawn();
    const terms = "--until 2031-06-30 --agreement 'loan 17'";
    const head = await chain.provider.getBlock("latest");
    const soon = new Date(((head?.timestamp ?? 0) + 3600) * 1000).toISOString().replace(".000", "");
    await cli.json(`bill pledge 1/1 jade-bank --from ${soon} ${terms} --as delta-castings`);
    expect((await lotOf("1/1")).pledgedTo).to.equal("jade-bank");
    const twice = await cli.refusal(`bill pledge 1/1 aurum-bank --from ${soon} ${terms} --as delta-castings`);
    expect(twice.name).to.equal("Bills_Pledged");
    expect(await cli.json("bill list --party jade-bank"), "pledgee").to.have.length(1);
    expect(await cli.json("bill list --party aurum-bank")).to.have.length(0);
    await cli.json("bill release 1/1 --as jade-bank");
    await cli.json(`bill pledge 1/1 jade-bank --from ${soon} ${terms} --as delta-castings`);
    await until(soon);
    await cli.json("bill enforce 1/1 --as jade-bank");
    expect((await lotOf("1/1")).holder).to.equal("jade-bank");
  });

  it("goes from dishonour through protest to recourse in order", async () => {
    const { maturesAt, presentUntil } = await drawn();
    await cli.json("bill endorse 1/1 kappa-fasteners --as delta-castings");
    await cli.json("bill endorse 1/1 jade-bank --as kappa-fasteners");
    await until(maturesAt);
    await cli.json("bill present 1/1 --as clearview-audit");
    await until(presentUntil);
    const protest = "bill protest 1/1 --evidence 'record of the notary' --as jade-bank";
    await until(presentUntil, 1);
    expect((await show()).status).to.equal("dishonoured");
    await cli.json(protest);
    expect((await lotOf("1/1")).status).to.equal("protested");
    const { called } = await cli.json<{ called: string }>("bill recourse 1/1 --as jade-bank");
    expect(called).to.equal("kappa-fasteners");
    expect((await lotOf("1/1")).called).to.equal("kappa-fasteners");
    expect((await cli.refusal("bill recourse 1/1 --as jade-bank")).name).to.equal("Bills_CallRunning");
    await cli.json("bill recourse 1/1 --honour --as kappa-fasteners");
    expect(await lotOf("1/1")).to.deep.include({ holder: "kappa-fasteners", endorsers: ["delta-castings"] });
    await cli.json("bill recourse 1/1 --as kappa-fasteners");
    await cli.json("bill recourse 1/1 --honour --as delta-castings");
    expect((await cli.refusal("bill recourse 1/1 --as delta-castings")).name).to.equal("Bills_NobodyLeft");
  });

  it("refuses acceptance, after which holders may protest at once", async () => {
    await drawn();
    await cli.json("bill refuse 1 --reason 'goods returned' --as orion-motors");
    expect((await show()).status).to.equal("refused");
    await cli.json("bill protest 1/1 --evidence 'letter of the drawee' --as delta-castings");
  });

  it("redirects the money of a lot within its holder's organisation", async () => {
    await drawn();
    const { address } = developmentKey(9);
    await cli.json(`bill redirect 1/1 ${address} --as delta-castings`);
    expect((await lotOf("1/1")).holder).to.equal("delta-castings");
    expect((await room.bills.lotOf((1n << 32n) | 1n)).account).to.equal(address);
    const { address: stranger } = developmentKey(10);
    const refusal = await cli.refusal(`bill redirect 1/1 ${stranger} --as delta-castings`);
    expect(refusal.name).to.equal("Bills_OtherOrganisation");
  });
});
