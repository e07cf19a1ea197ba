import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

interface HoldingRow {
  account: string;
  currency: string;
  balance: string;
  paidToday: string;
  leftToday: string;
}

interface StatementRow {
  kind: string;
  change: string;
  balance: string;
  uetr?: string;
  reason?: string;
}

const ORION = "0x976EA74026E726554dB657fA54763abd0C3a0aa9";
const ORION_DEPUTY = "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955";
const DELTA = "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f";
const UETR = "eb6305c9-1f7f-49de-aed0-16487c27b42d";

describe("Tasks: money", function () {
  this.timeout(120_000);
  let chain: Chain;
  let cli: CommandLine;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    await cli.json("deploy --carry --as nordgrid");
    await cli.json("token issue orion-motors '1000.00 EUR' --reference 'deposit 1' --as aurum-bank");
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const holding = async (who: string, currency = "EUR") => {
    const rows = await cli.json<HoldingRow[]>(`token balance ${who}`);
    return rows.find((row) => row.currency === currency);
  };
  const statement = async (who: string) => {
    const { lines } = await cli.json<{ lines: StatementRow[] }>(
      `token statement ${who} --currency EUR --bank aurum-bank`,
    );
    return lines;
  };
  const file = async (name: string, text: string) => {
    const path = join(cli.folder, name);
    await writeFile(path, text);
    return path;
  };

  it("issue: once per reference, by the bank of the currency alone", async () => {
    expect(await holding("orion-motors")).to.deep.include({ account: ORION, balance: "1000.00 EUR" });
    const again = await cli.refusal(
      "token issue orion-motors '1000.00 EUR' --reference 'deposit 1' --as aurum-bank",
    );
    expect(again.name).to.equal("Token_ReferenceUsed");
    const other = await cli.refusal(
      "token issue orion-motors '1.00 EUR' --reference x --bank aurum-bank --as jade-bank",
    );
    expect(other.name).to.equal("Token_NotIssuer");
    const unnamed = await cli.refusal("token issue orion-motors '1.00 EUR' --as aurum-bank");
    expect(unnamed.why).to.equal("--reference is missing.");
    expect(await holding("orion-motors")).to.deep.include({ balance: "1000.00 EUR" });
  });

  it("transfer: pays with a UETR, given or new, and shows it in the statements of both", async () => {
    const paid = await cli.json(
      `token transfer delta-castings '125.50 EUR' --uetr ${UETR} --reason SUPP --bank aurum-bank --as orion-motors`,
    );
    expect(paid).to.deep.include({ done: `Paid 125.50 EUR to ${DELTA}.`, uetr: UETR });
    const { uetr } = await cli.json(`token transfer ${DELTA} 'EUR 4.50' --bank aurum-bank --as orion-motors`);
    expect(uetr).to.match(/^[0-9a-f-]{36}$/);
    const payer = await statement("orion-motors");
    expect(payer.map(({ kind, change, balance }) => [kind, change, balance])).to.deep.equal([
      ["issue", "1000.00 EUR", "1000.00 EUR"],
      ["payment", "-125.50 EUR", "874.50 EUR"],
      ["payment", "-4.50 EUR", "870.00 EUR"],
    ]);
    expect(payer[1]).to.deep.include({ uetr: UETR, reason: "SUPP" });
    const payee = await statement("delta-castings");
    expect(payee.map(({ balance }) => balance)).to.deep.equal(["125.50 EUR", "130.00 EUR"]);
    const { stdout } = await cli.run("token statement delta-castings --currency EUR --bank aurum-bank");
    expect(stdout).to.match(/received +130\.00 EUR\npaid +0\.00 EUR\nbalance +130\.00 EUR/);
  });

  it("transfer: explains what is refused", async () => {
    expect(
      (await cli.refusal("token transfer delta-castings '0.001 EUR' --bank aurum-bank --as orion-motors"))
        .name,
    ).to.equal("TooManyDecimals");
    expect((await cli.refusal("token transfer delta-castings '1.00 GBP' --as orion-motors")).why).to.equal(
      'No bank of the alliance issues GBP: the directory has no entry "token:GBP:<bank>".',
    );
    expect(
      (await cli.refusal("token transfer delta-castings '1000.01 EUR' --bank aurum-bank --as orion-motors"))
        .name,
    ).to.equal("ERC20InsufficientBalance");
    expect(
      (await cli.refusal("token transfer nobody '1.00 EUR' --bank aurum-bank --as orion-motors")).name,
    ).to.equal("TaskError");
    expect(
      (
        await cli.refusal(
          "token transfer delta-castings '1.00 EUR' --uetr abc --bank aurum-bank --as orion-motors",
        )
      ).name,
    ).to.equal("BadUetr");
    expect((await cli.refusal("token transfer delta-castings '1.00 EUR' --bank aurum-bank")).why).to.equal(
      "Nobody is named to sign.",
    );
  });

  it("redeem: gives money back, once per reference", async () => {
    await cli.json("token redeem '400.00 EUR' --reference 'payout 1' --bank aurum-bank --as orion-motors");
    expect(await holding("orion-motors")).to.deep.include({ balance: "600.00 EUR" });
    expect(
      (
        await cli.refusal(
          "token redeem '400.00 EUR' --reference 'payout 1' --bank aurum-bank --as orion-motors",
        )
      ).name,
    ).to.equal("Token_ReferenceUsed");
  });

  it("limit, classify, bind-limits: bind whom they should", async () => {
    const { leftToday } = (await holding("orion-motors")) as HoldingRow;
    expect(leftToday).to.equal("");
    await cli.json("token limit 1 --per-payment '100.00 EUR' --per-day '150.00 EUR' --as aurum-bank");
    await cli.json("token classify orion-motors 1 --currency EUR --as aurum-bank");
    const over = await cli.refusal(
      "token transfer delta-castings '100.01 EUR' --bank aurum-bank --as orion-motors",
    );
    expect(over.name).to.equal("Token_OverPaymentLimit");
    await cli.json("token transfer delta-castings '100.00 EUR' --bank aurum-bank --as orion-motors");
    expect(await holding("orion-motors")).to.deep.include({
      paidToday: "100.00 EUR",
      leftToday: "50.00 EUR",
    });
    await cli.json("token limit 1 --per-payment '1.00 EUR' --per-day '101.00 EUR' --as aurum-bank");
    await cli.json("token bind-limits orion-motors --currency EUR --bank aurum-bank --as delta-castings");
    expect(
      (await cli.refusal("token transfer delta-castings '1.01 EUR' --bank aurum-bank --as orion-motors"))
        .name,
    ).to.equal("Token_OverPaymentLimit");
  });

  it("freeze, unfreeze, recover: by the issuer", async () => {
    await cli.json("token freeze orion-motors --currency EUR --as aurum-bank");
    expect(
      (await cli.refusal("token transfer delta-castings '1.00 EUR' --bank aurum-bank --as orion-motors"))
        .name,
    ).to.equal("Token_AccountFrozen");
    const { done } = await cli.json(
      `token recover ${ORION} ${ORION_DEPUTY} --reference 'case 9' --currency EUR --as aurum-bank`,
    );
    expect(done).to.equal(`Recovered 1000.00 EUR from ${ORION} to ${ORION_DEPUTY}.`);
    await cli.json("token unfreeze orion-motors --currency EUR --as aurum-bank");
    const [line] = (await statement(ORION)).slice(-1);
    expect(line).to.deep.include({ kind: "recovery", balance: "0.00 EUR" });
  });

  it("admit, dismiss, approve: contracts by their names in the directory", async () => {
    await cli.json("token admit currencyExchange --currency EUR --as aurum-bank");
    await cli.json("token dismiss currencyExchange --currency EUR --as aurum-bank");
    expect((await cli.refusal("token admit nothing --currency EUR --as aurum-bank")).why).to.equal(
      'The directory has no entry "nothing".',
    );
    await cli.json("token approve currencyExchange --currency EUR --bank aurum-bank --as orion-motors");
    await cli.json("token approve currencyExchange --amount '5.00 EUR' --bank aurum-bank --as orion-motors");
  });

  it("asks for the currency where there are several", async () => {
    expect((await cli.refusal("token statement orion-motors")).why).to.equal("--currency is missing.");
  });

  it("transfer-batch: pays a CSV, quarantines who cannot be paid, and pays nobody twice", async () => {
    await cli
      .json("member account freeze 0xFABB0ac9d68B0B445fB7357272Ff202C5651694a --as meridian-logistics")
      .catch(() => undefined);
    const meridian = "0x1CBd3b2770909D4e10f157cABC84C7264073C9Ec";
    await cli.json(`token freeze ${meridian} --currency EUR --as aurum-bank`);
    const payroll = await file(
      "payroll.csv",
      `payee,amount,uetr,reason\ndelta-castings,0.10 EUR,${UETR},SALA\n${meridian},2.00 EUR,,\nkappa-fasteners,3.00 EUR,,SUPP\n`,
    );
    const rows = await cli.json<{ outcome: string; uetr: string }[]>(
      `token transfer-batch ${payroll} --bank aurum-bank --as orion-motors`,
    );
    expect(rows.map(({ outcome }) => outcome)).to.deep.equal(["paid", "quarantined", "paid"]);
    expect(rows[0]?.uetr).to.equal(UETR);
    const again = await cli.run(`token transfer-batch ${payroll} --bank aurum-bank --as orion-motors`);
    expect(again.stdout).to.match(/\n3 already-paid$/);
    expect(await holding("orion-motors")).to.deep.include({ balance: "994.90 EUR" });
    const more = await cli.run(
      `token transfer-batch ${payroll} --label December --bank aurum-bank --as orion-motors`,
    );
    expect(more.stdout).to.match(/\n2 paid, 1 quarantined$/);

    const held = await cli.json<{ id: number; payee: string }[]>(
      "token quarantine --currency EUR --bank aurum-bank",
    );
    expect(held.map(({ id, payee }) => [id, payee])).to.deep.equal([
      [1, meridian],
      [2, meridian],
    ]);
    await cli.json(`token unfreeze ${meridian} --currency EUR --as aurum-bank`);
    await cli.json(`token claim 1 --to ${meridian} --currency EUR --bank aurum-bank --as ${meridian}`);
    await cli.json("token return 2 --reference 'account closed' --currency EUR --as aurum-bank");
    expect(await holding(meridian)).to.deep.include({ balance: "2.00 EUR" });
    expect(await cli.json("token quarantine --currency EUR --bank aurum-bank")).to.deep.equal([]);
    expect((await statement("orion-motors")).map(({ kind }) => kind)).to.deep.equal([
      "issue",
      "payment",
      "quarantine",
      "payment",
      "payment",
      "quarantine",
      "payment",
      "quarantine-return",
    ]);
  });

  it("transfer-batch: refuses amounts that are not exact, with every fault, and pays nothing (P11)", async () => {
    const batch = await file(
      "batch.json",
      '[{"payee":"delta-castings","amount":9007199254740993},{"payee":"delta-castings","amount":1e21},' +
        '{"payee":"delta-castings","amount":"0.10 EUR"},{"payee":"nobody","amount":"1e3 EUR"}]',
    );
    const { why } = await cli.refusal(`token transfer-batch ${batch} --bank aurum-bank --as orion-motors`);
    expect(why).to.equal(
      "Payment 1: amount is 9007199254740992, not a text; put it in quotes.\n" +
        "Payment 2: amount is 1e+21, not a text; put it in quotes.",
    );
    const second = await file(
      "second.json",
      '[{"payee":"delta-castings","amount":"0.10 EUR"},{"payee":"nobody","amount":"1.00 EUR"},' +
        '{"payee":"delta-castings","amount":"1e3 EUR"}]',
    );
    const refusal = await cli.refusal(`token transfer-batch ${second} --bank aurum-bank --as orion-motors`);
    expect(refusal.why).to.equal(
      'Payment 2: No member is called "nobody".\nPayment 3: "1e3 EUR" is written with an exponent.',
    );
    expect(await holding("orion-motors")).to.deep.include({ balance: "1000.00 EUR" });
  });

  it("transfer-batch: what is left undone is told by the exit code", async () => {
    const batch = await file(
      "uncovered.csv",
      "payee,amount\ndelta-castings,1.00 EUR\nkappa-fasteners,999999.00 EUR\n",
    );
    const command = `token transfer-batch ${batch} --bank aurum-bank --as orion-motors`;
    const { stdout, exitCode } = await cli.run(`${command} --json`);
    expect(exitCode).to.equal(1);
    expect((JSON.parse(stdout) as { outcome: string }[]).map(({ outcome }) => outcome)).to.deep.equal([
      "paid",
      "not-covered",
    ]);
    const again = await cli.run(command);
    expect(again.stdout).to.match(
      /1 already-paid, 1 not-covered; run the file again unchanged for what was left undone$/,
    );
    expect(again.exitCode).to.equal(1);
  });

  it("transfer-batch: everything is known before anything is paid", async () => {
    const batch = await file("two.csv", "payee,amount\ndelta-castings,1.00 EUR\ndelta-castings,1.00 CHF\n");
    const { name } = await cli.refusal(`token transfer-batch ${batch} --bank aurum-bank --as orion-motors`);
    expect(name).to.equal("WhichToken");
    const nothing = await file("nothing.csv", "payee,amount\ndelta-castings,0.00 EUR\n");
    const { why } = await cli.refusal(`token transfer-batch ${nothing} --bank aurum-bank --as orion-motors`);
    expect(why).to.equal('Payment 1: "0.00 EUR" is nothing to pay.');
    expect(await holding("orion-motors")).to.deep.include({ balance: "1000.00 EUR" });
  });

  it("transfer: refuses to pay nothing, and says which banks issue a currency", async () => {
    const refusal = async (command: string) => (await cli.refusal(command)).why;
    expect(
      await refusal("token transfer delta-castings '0 EUR' --bank aurum-bank --as orion-motors"),
    ).to.equal('"0 EUR" is nothing to pay.');
    expect(await refusal("token transfer delta-castings '1.00 EUR' --as orion-motors")).to.equal(
      "EUR is issued by aurum-bank and jade-bank, each its own.",
    );
    expect(await refusal("token issue delta-castings '1 JPY' --reference 1 --as aurum-bank")).to.equal(
      "aurum-bank issues no JPY; jade-bank does.",
    );
  });

  it("limit, classify: a class is a number up to 255", async () => {
    for (const command of [
      "token limit 256 --per-payment '50.00 EUR' --per-day '50.00 EUR' --as aurum-bank",
      "token classify orion-motors 256 --currency EUR --as aurum-bank",
    ]) {
      expect(await cli.refusal(command)).to.deep.include({
        why: 'class "256" is out of range.',
        remedy: "Give a whole number, 0 to 255.",
      });
    }
  });
});
