import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { clockOf } from "../../network/clock.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

const DUE_AT = Date.parse("2031-10-01T00:00:00+02:00") / 1000;

interface Loan {
  loan: string;
  status: string;
  borrower: string;
  debtor: string;
  principal: string;
  owed: string;
  pledged: string;
  defaultDeclared: boolean;
  history: { event: string }[];
}

interface Exposure {
  bank: string;
  debtor: string;
  lent: string;
  overdue: string;
  held: string;
  bills: string;
  limit: string;
}

describe("Tasks: financing", function () {
  this.timeout(180_000);
  let chain: Chain;
  let cli: CommandLine;
  let path: string;
  let claim: string;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    path = join(cli.folder, "offer.json");
    await cli.json("deploy --carry --as nordgrid");
    for (const custodian of ["receivables", "financing"]) {
      await cli.json(`token admit ${custodian} --currency EUR --bank aurum-bank --as aurum-bank`);
    }
    for (const member of ["orion-motors", "delta-castings", "jade-bank"]) {
      await cli.json(
        `token issue ${member} '20000.00 EUR' --reference 'deposit of ${member}' --bank aurum-bank --as aurum-bank`,
      );
    }
    await cli.json("asset release data/asset-class.yaml --as delta-castings");
    claim = (await cli.json<{ claim: string }>("asset issue data/invoice.yaml --as delta-castings")).claim;
    await cli.json(`asset accept ${claim} --as orion-motors`);
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const discount = (more = "") =>
    cli.json<{ id: string }>(
      `finance offer ${claim} --price '12000.00 EUR' --bank aurum-bank --out ${path} ${more} --as jade-bank`,
    );
  const loan = (more = "") =>
    cli.json<{ id: string }>(
      `finance offer ${claim} --principal '9000.00 EUR' --bank aurum-bank --due 2031-09-30 --advance '80 %' --fee '25.00 EUR' --rate '3.6 %' --overdue-rate '7.2 %' --grace-days 10 --out ${path} ${more} --as jade-bank`,
    );
  const accept = () => cli.json<{ loan: string }>(`finance accept ${path} --as delta-castings`);
  const show = (id: string) => cli.json<Loan>(`finance show ${id}`);
  const exposure = () => cli.json<Exposure[]>("finance exposure --member jade-bank");
  const euro = async (member: string) => {
    const rows = await cli.json<{ bank: string; balance: string }[]>(`token balance ${member}`);
    return rows.map(({ balance }) => balance).filter((balance) => /^[1-9].* EUR$/.test(balance));
  };
  const until = async (seconds: number) => (await clockOf(chain.provider)).until(seconds);

  it("offer, accept: a claim is discounted, and counts as exposure until the debtor pays", async () => {
    const { id } = await discount();
    const accepted = await cli.json(`finance accept ${path} --as delta-castings`);
    expect(accepted).to.deep.include({
      done: "Sold for 12000.00 EUR.",
      discount: id,
      bank: "jade-bank",
      seller: "delta-castings",
      price: "12000.00 EUR",
    });
    expect(await euro("delta-castings")).to.deep.equal(["32000.00 EUR"]);
    const [row] = await exposure();
    expect(row).to.deep.include({ debtor: "orion-motors", lent: "0.00 EUR", held: "12500.00 EUR" });
    expect((await cli.refusal(`finance accept ${path} --as delta-castings`)).name).to.equal(
      "Financing_NonceUsed",
    );
    await cli.json(`asset pay ${claim} --amount '2500.00 EUR' --as orion-motors`);
    expect((await exposure())[0]?.held, "paid in part, not yet redeemed").to.equal("10000.00 EUR");
    await cli.json(
      `asset pledge ${claim} aurum-bank '500.00 EUR' --from 2031-10-01 --until 2031-12-31 --as jade-bank`,
    );
    expect((await exposure())[0]?.held, "pledged on").to.equal("10000.00 EUR");
    await cli.json(`asset pay ${claim} --as orion-motors`);
    expect(await exposure(), "all paid, not yet redeemed").to.deep.equal([]);
    const [pledge] = (await cli.json<{ pledges: { pledge: string }[] }>(`asset show ${claim}`)).pledges;
    await cli.json(`asset release-pledge ${claim} ${pledge?.pledge} --as aurum-bank`);
    await cli.json(`asset redeem ${claim} --as nordgrid`);
    expect(await euro("jade-bank")).to.deep.equal(["20500.00 EUR"]);
    expect((await cli.run("finance list")).stdout).to.match(/jade-bank │ delta-castings/);
  });

  it("buy-back: the bank allows it, the seller does it", async () => {
    await discount("--buy-back-until 2031-08-01 --buy-back-price '12100.00 EUR'");
    await cli.json(`finance accept ${path} --as delta-castings`);
    expect((await cli.refusal(`finance buy-back ${path} --as delta-castings`)).name).to.equal(
      "ERC6909InsufficientAllowance",
    );
    await cli.json(`finance allow-buy-back ${path} --as jade-bank`);
    const bought = await cli.json(`finance buy-back ${path} --as delta-castings`);
    expect(bought.done).to.equal("Bought back for 12100.00 EUR.");
    expect(await euro("delta-castings")).to.deep.equal(["19900.00 EUR"]);
    expect(await exposure()).to.deep.equal([]);
  });

  it("accept, show, repay: a loan from principal to the last cent", async () => {
    const { id } = await loan();
    const accepted = await accept();
    expect(accepted.loan).to.equal(id);
    expect(await show(id)).to.deep.include({
      status: "running",
      borrower: "delta-castings",
      debtor: "orion-motors",
      principal: "9000.00 EUR",
      pledged: "1250000",
    });
    expect((await exposure())[0]).to.deep.include({ lent: "9000.00 EUR", overdue: "0.00 EUR", limit: "" });
    await cli.json(`finance repay ${id} --amount '1025.00 EUR' --as delta-castings`);
    await cli.json(`finance repay ${id} --as delta-castings`);
    const settled = await show(id);
    expect(settled).to.deep.include({ status: "settled", owed: "0.00 EUR", pledged: "0" });
    expect(settled.history.map(({ event }) => event)).to.deep.equal([
      "LoanOpened",
      "LoanRepaid",
      "LoanSettled",
      "LoanRepaid",
    ]);
    expect(await exposure()).to.deep.equal([]);
  });

  it("repay: out of what the debtor paid on the pledged units", async () => {
    const { id } = await loan();
    await accept();
    await cli.json(`token transfer aurum-bank '28000.00 EUR' --bank aurum-bank --as delta-castings`);
    await cli.json(`asset pay ${claim} --as orion-motors`);
    const repaid = await cli.json(`finance repay ${id} --from-claim --as delta-castings`);
    expect(repaid.done).to.equal("Repaid with what the debtor paid; the units are free.");
    expect((await show(id)).status).to.equal("settled");
  });

  it("default, enforce: what is owed goes to the bank, the rest comes free", async () => {
    const { id } = await loan();
    await accept();
    expect((await cli.refusal(`finance default ${id} --as jade-bank`)).name).to.equal(
      "Financing_NotInDefault",
    );
    await until(DUE_AT + 11 * 86_400);
    await cli.json(`finance default ${id} --as orion-motors`);
    expect(await show(id)).to.deep.include({ status: "defaulted", defaultDeclared: true });
    expect((await exposure())[0]).to.deep.include({ overdue: "9000.00 EUR" });
    const enforced = await cli.json<{ released: string; principalLeft: string }>(
      `finance enforce ${id} --as jade-bank`,
    );
    expect(enforced.principalLeft).to.equal("0.00 EUR");
    const [row] = await exposure();
    expect(row?.lent).to.equal("0.00 EUR");
    expect(row?.held).to.match(/^\d+\.\d\d EUR$/);
    const shown = await cli.json<{ holders: { holder: string; pledged: string }[] }>(`asset show ${claim}`);
    expect(shown.holders).to.have.length(2);
    expect(shown.holders.map(({ pledged }) => pledged)).to.deep.equal(["0.00 EUR", "0.00 EUR"]);
  });

  it("exposure: counts bills that a bank holds or has in pledge", async () => {
    await cli.json(
      "bill draw --drawee orion-motors --amount '1200.00 EUR' --bank aurum-bank --due 2031-10-01 --zone Europe/Berlin --place Frankfurt --number B1 --as delta-castings",
    );
    await cli.json("bill accept 1 --as orion-motors");
    await cli.json("bill split 1/1 --amount '200.00 EUR' --as delta-castings");
    await cli.json("bill endorse 1/1 jade-bank --as delta-castings");
    await cli.json(
      "bill pledge 1/2 jade-bank --from 2031-08-01 --until 2031-09-01 --agreement 'loan 17' --as delta-castings",
    );
    expect(await exposure()).to.deep.equal([
      {
        bank: "jade-bank",
        debtor: "orion-motors",
        lent: "0.00 EUR",
        overdue: "0.00 EUR",
        held: "0.00 EUR",
        bills: "1000.00 EUR",
        pledgedBills: "200.00 EUR",
        limit: "",
      },
    ]);
    expect((await cli.run("finance exposure")).stdout).to.match(/jade-bank │ orion-motors │ 0\.00 EUR/);
  });

  it("offer: takes the claim's money, and shows what is unpaid", async () => {
    await cli.json(`asset pay ${claim} --amount '2500.00 EUR' --as orion-motors`);
    await cli.json(`asset redeem ${claim} --as nordgrid`);
    const offer = `finance offer ${claim} --price '900.00 EUR' --units '1000.00 EUR' --out ${path}`;
    expect(await cli.json(`${offer} --as jade-bank`)).to.deep.include({
      amount: "1000.00 EUR",
      unpaid: "800.00 EUR",
    });
  });

  it("offer: refuses what nobody could accept", async () => {
    const refused = async (offer: string) => (await cli.refusal(`${offer} --out ${path} --as jade-bank`)).why;
    expect(await refused(`finance offer ${claim} --price '9.00 EUR' --until 2026-01-31`)).to.match(/is past/);
    expect(await refused(`finance offer ${claim} --principal '9.00 EUR' --due 2026-01-31`)).to.match(
      /is past/,
    );
    expect(await refused(`finance offer ${claim} --price '9.00 EUR' --room bills`)).to.match(
      /keeps no claims/,
    );
    const noBank = await cli.refusal(
      `finance offer ${claim} --price '9.00 EUR' --out ${path} --as kappa-fasteners`,
    );
    expect(noBank.why).to.match(/^kappa-fasteners is no bank/);
  });

  it("offer, accept: goods are lent against at the value that is agreed", async () => {
    await cli.json("asset release data/receipt-class.yaml --as meridian-logistics");
    await cli.json(
      "receipt attest meridian-logistics 'Orion Motors plant 1' --until 2031-12-31 --evidence a --as clearview-audit",
    );
    const lot = join(cli.folder, "lot.yaml");
    await writeFile(
      lot,
      (await readFile("data/warehouse-receipt.yaml", "utf8")).replace("class: 1 ", "class: 2 "),
    );
    const { receipt } = await cli.json<{ receipt: string }>(`receipt issue ${lot} --as meridian-logistics`);
    const offer = `finance offer ${receipt} --room warehouseReceipts --units '250 kg' --principal '500.00 EUR' --bank aurum-bank --due 2031-09-30 --out ${path} --as jade-bank`;
    expect((await cli.refusal(offer)).why).to.match(/have no value in it/);
    expect(await cli.json(`${offer} --value '1000.00 EUR'`)).to.deep.include({
      amount: "250 kg",
      borrower: "kappa-fasteners",
    });
    await cli.json(`token issue kappa-fasteners '1.00 EUR' --reference x --bank aurum-bank --as aurum-bank`);
    await cli.json(`finance accept ${path} --as kappa-fasteners`);
    expect(await exposure()).to.have.length(1);
    expect((await exposure())[0]).to.deep.include({ debtor: "kappa-fasteners", lent: "500.00 EUR" });
  });

  it("limit, cancel: what a bank no longer wants is refused", async () => {
    await cli.json("finance limit orion-motors '8000.00 EUR' --bank aurum-bank --as jade-bank");
    await loan();
    expect((await cli.refusal(`finance accept ${path} --as delta-castings`)).name).to.equal(
      "Financing_OverLimit",
    );
    await cli.json("finance limit orion-motors 'none EUR' --bank aurum-bank --as jade-bank");
    await cli.json("finance cancel 0 --as jade-bank");
    expect(await cli.json("finance list --member jade-bank")).to.deep.equal({
      loans: [],
      discounts: [],
      cancelled: [{ bank: "jade-bank", nonce: "0" }],
    });
    expect((await cli.refusal(`finance accept ${path} --as delta-castings`)).name).to.equal(
      "Financing_NonceUsed",
    );
  });

  it("accept: refuses an offer that was changed, is in strange money or to another", async () => {
    await loan();
    const text = await readFile(path, "utf8");
    expect((await cli.refusal(`finance accept ${path} --as kappa-fasteners`)).name).to.equal(
      "Financing_NotNamed",
    );
    await writeFile(path, text.replace('"900000"', '"800000"'));
    expect((await cli.refusal(`finance accept ${path} --as delta-castings`)).name).to.equal(
      "FinancingOfferNotSigned",
    );
    await writeFile(path, text.replace('"900000"', "900000"));
    expect((await cli.refusal(`finance accept ${path} --as delta-castings`)).why).to.equal(
      "The offer's field terms.principalMinor is not a text but 900000.",
    );
    const parsed = JSON.parse(text);
    parsed.terms.token = parsed.terms.bank;
    await writeFile(path, JSON.stringify(parsed));
    expect((await cli.refusal(`finance accept ${path} --as delta-castings`)).why).to.match(
      /is no money that the directory lists\.$/,
    );
  });
});
