import { expect } from "chai";
import { deployAssets } from "../lib/assets.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

const ISSUE =
  "title issue bl-2027/0017 --holder delta-castings --content 'bill of lading' --remark 'clean on board' --as meridian-logistics";

interface TitleRow {
  title: number;
  status: string;
  holder: string;
  beneficiary: string;
  nominee: string;
  steps: { event: string }[];
}

describe("Tasks: titles", function () {
  this.timeout(60_000);
  let chain: Chain;
  let cli: CommandLine;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    await deployAssets(chain.provider);
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const show = () => cli.json<TitleRow>("title show 1");

  it("issues a title once, whatever the spelling of its number", async () => {
    expect(await cli.json(ISSUE)).to.deep.include({ title: 1, number: "BL20270017" });
    expect(await show()).to.deep.include({
      status: "held",
      issuer: "meridian-logistics",
      holder: "delta-castings",
      beneficiary: "delta-castings",
      number: "BL20270017",
    });
    const short = ISSUE.replace("bl-2027/0017", "BL-1").replace(/--content '[^']+'/, "--content 0x12");
    expect((await cli.refusal(short)).why).to.equal('"0x12" is not 32 bytes in hex.');
    const again = ISSUE.replace("bl-2027/0017", "'BL 2027 0017'").replace(
      "delta-castings",
      "kappa-fasteners",
    );
    expect((await cli.refusal(again)).name).to.equal("Titles_AlreadyIssued");
    expect(await cli.json("title list --party delta-castings")).to.have.length(1);
    expect(await cli.json("title list --party jade-bank")).to.have.length(0);
    await cli.json("title transfer 1 --holder jade-bank --as delta-castings");
    expect(await cli.json("title list --party jade-bank"), "offered").to.have.length(1);
    expect((await cli.run("title list")).stdout).to.match(
      /│ 1 +│ offered +│ meridian-logistics │ delta-castings/,
    );
  });

  it("leads a title from seller to buyer to its end", async () => {
    await cli.json(ISSUE);
    await cli.json("title transfer 1 --holder jade-bank --as delta-castings");
    expect((await show()).status).to.equal("offered");
    await cli.json("title accept 1 --as jade-bank");
    await cli.json("title nominate 1 orion-motors --as delta-castings");
    expect((await show()).nominee).to.equal("orion-motors");
    await cli.json("title transfer 1 --holder orion-motors --beneficiary orion-motors --as jade-bank");
    await cli.json("title accept 1 --as orion-motors");
    await cli.json("title surrender 1 --as orion-motors");
    expect((await show()).status).to.equal("surrendered");
    await cli.json("title restore 1 --remark 'freight unpaid' --as meridian-logistics");
    await cli.json("title surrender 1 --as orion-motors");
    await cli.json("title end 1 --as meridian-logistics");
    const { status, steps } = await show();
    expect(status).to.equal("ended");
    expect(steps.map(({ event }) => event)).to.deep.equal([
      "TitleIssued",
      "TransferOffered",
      "TitleTransferred",
      "BeneficiaryNominated",
      "TransferOffered",
      "TitleTransferred",
      "TitleSurrendered",
      "TitleRestored",
      "TitleSurrendered",
      "SurrenderAccepted",
    ]);
    expect((await cli.run("title show 1")).stdout).to.match(/TitleTransferred +│ holder +orion-motors/);
  });

  it("rejects, withdraws, and takes nominations back", async () => {
    await cli.json(ISSUE);
    await cli.json("title transfer 1 --beneficiary orion-motors --as delta-castings");
    await cli.json("title reject 1 --as orion-motors");
    await cli.json("title transfer 1 --beneficiary orion-motors --as delta-castings");
    await cli.json("title transfer 1 --withdraw --as delta-castings");
    expect((await show()).status).to.equal("held");
    await cli.json("title nominate 1 orion-motors --as delta-castings");
    await cli.json("title nominate 1 nobody --as delta-castings");
    expect((await show()).nominee).to.equal("");
    expect((await cli.refusal("title transfer 1 --as delta-castings")).why).to.equal("No receiver is named.");
  });
});
