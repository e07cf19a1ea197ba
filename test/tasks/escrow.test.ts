import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connectAlliance, PREDEPLOYS } from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { Contract, ContractFactory, encodeBytes32String, JsonRpcSigner, ZeroHash } from "ethers";
import hre from "hardhat";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

const SAMPLE = "data/escrow-terms.yaml";
const DELTA = "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f";
const ORION = "0x976EA74026E726554dB657fA54763abd0C3a0aa9";
const KAPPA = "0xBcd4042DE499D14e55001CcbB24a551F3b954096";
const JADE = "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65";
const CAPTURE_BEFORE = Date.UTC(2031, 9, 1) / 1000;

interface Shown {
  payment: string;
  status: string;
  held: string;
  available: string;
  captured: string;
  voided: string;
  refunded: string;
  captureBefore: string;
  disputeUntil: string;
  milestones: { released: boolean }[];
}

describe("Tasks: escrow", function () {
  this.timeout(120_000);
  let chain: Chain;
  let cli: CommandLine;
  let token: Contract;
  let yuan: Contract;
  let counter = 0;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    token = await deployed("SettlementToken", PREDEPLOYS.registry, 2, "EUR", 2, "Aurum Euro", "EUR");
    const exchange = await deployed("CurrencyExchange");
    const escrow = await deployed("PaymentEscrow", PREDEPLOYS.registry, exchange.target);
    await sent(token.getFunction("admitCustodian")(escrow.target, { gasPrice: 0 }));
    await sent(token.getFunction("issue")(ORION, 10_000_00n, `0x${"01".repeat(32)}`, { gasPrice: 0 }));
    yuan = await deployed("SettlementToken", PREDEPLOYS.registry, 3, "CNY", 2, "Jade Yuan", "CNY");
    const jade = yuan.connect(await chain.provider.getSigner(4)) as Contract;
    await sent(jade.getFunction("admitCustodian")(escrow.target, { gasPrice: 0 }));
    await sent(jade.getFunction("issue")(JADE, 10_000_00n, `0x${"02".repeat(32)}`, { gasPrice: 0 }));
    await sent(jade.getFunction("approve")(exchange.target, 10_000_00n, { gasPrice: 0 }));
    await enter("token:EUR:2", token);
    await enter("token:CNY:3", yuan);
    await enter("currencyExchange", exchange);
    await enter("paymentEscrow", escrow);
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const balanceOf = (account: string): Promise<bigint> => token.getFunction("balanceOf")(account);
  const show = (payment: string) => cli.json<Shown>(`escrow show ${payment}`);
  const open = async (file = SAMPLE) =>
    (await cli.json<{ payment: string }>(`escrow open ${file} --as orion-motors`)).payment;

  it("open, release, capture with shares, refund: a payment from end to end", async () => {
    const opened = await cli.json(`escrow open ${SAMPLE} --as orion-motors`);
    expect(opened).to.deep.include({
      done: `1250.50 EUR are held for ${DELTA}.`,
      authoriseBefore: "2031-07-01T00:00:00Z",
      captureBefore: "2031-10-01T00:00:00Z",
      refundBefore: "2032-01-01T00:00:00Z",
    });
    const id = opened.payment as string;
    expect(await balanceOf(ORION)).to.equal(8_749_50n);
    expect(await show(id)).to.deep.include({
      status: "open",
      payer: `orion-motors (${ORION})`,
      arbiter: "clearview-audit",
      fee: "0.5 % to 1.5 %",
      uetr: "7a2f5c1e-93b4-4d68-a0f7-5e1c8b2d4096",
      purpose: "GDDS",
      held: "1250.50 EUR",
      available: "0.00 EUR",
    });
    expect((await cli.refusal(`escrow capture ${id} --as delta-castings`)).why).to.equal(
      `Nothing of payment ${id} can be captured: it is open.`,
    );
    await cli.json(`escrow release ${id} 0 --as orion-motors`);
    const captured = await cli.json(
      `escrow capture ${id} --amount '200.00 EUR' --fee 1.5 --as delta-castings`,
    );
    expect(captured).to.deep.include({
      done: "200.00 EUR are captured.",
      fee: "3.00 EUR",
      held: "1050.50 EUR",
    });
    expect((captured.payouts as string[]).map((payout) => payout.split(" (")[0])).to.deep.equal([
      "157.60 EUR to delta-castings",
      "29.55 EUR to kappa-fasteners",
      "9.85 EUR to meridian-logistics",
    ]);
    expect(await balanceOf(KAPPA)).to.equal(29_55n);
    const tooMuch = await cli.refusal(`escrow capture ${id} --amount '50.51 EUR' --as nordgrid`);
    expect(tooMuch.name).to.equal("Escrow_NotAvailable");
    await cli.json(`escrow release ${id} 1 --evidence 0x${"ab".repeat(32)} --as meridian-logistics`);
    await cli.json(`escrow capture ${id} --as nordgrid`);
    await cli.json(`escrow refund ${id} '100.00 EUR' --as delta-castings`);
    expect(await show(id)).to.deep.include({
      status: "captured",
      held: "0.00 EUR",
      captured: "1250.50 EUR",
      refunded: "100.00 EUR",
    });
    expect(await balanceOf(ORION)).to.equal(8_849_50n);
    const { stdout } = await cli.run(`escrow show ${id}`);
    expect(stdout)
      .to.match(/delta-castings \(0x23618e\S+\) +│ 80 +│ 100/)
      .and.match(/│ 1 +│ 1000\.00 EUR +│ yes +│ meridian-logistics/);
  });

  it("quote, then capture with it: EUR are held, CNY are paid", async () => {
    const file = await changed([
      [/^milestones:\n(.*\n){2}/m, ""],
      [/^fee:.*$/m, "payout: { least: 9000.00 CNY }"],
    ]);
    const id = await open(file);
    const quote = join(cli.folder, "quote.json");
    const until = `--until ${new Date(Date.now() + 86_400_000).toISOString().slice(0, 19)}Z`;
    const ask = (amount: string) =>
      `escrow quote ${id} '${amount}' --amount '100.00 EUR' ${until} --out ${quote} --as jade-bank`;
    expect(await cli.json(ask("750.01 CNY"))).to.deep.include({ gives: "750.01 CNY", takes: "100.00 EUR" });
    const capture = `escrow capture ${id} --amount '100.00 EUR'`;
    expect((await cli.refusal(`${capture} --as delta-castings`)).name).to.equal("Escrow_WrongMoney");
    expect(await cli.json(`${capture} --quote ${quote} --as delta-castings`)).to.deep.include({
      sold: "100.00 EUR",
      bought: "750.01 CNY",
      held: "1150.50 EUR",
    });
    expect(await yuan.getFunction("balanceOf")(DELTA)).to.equal(600_00n);
    await cli.json(ask("719.71 CNY"));
    expect((await cli.refusal(`${capture} --quote ${quote} --as delta-castings`)).name).to.equal(
      "Escrow_PayoutTooLow",
    );
    const plain = await open();
    expect((await cli.refusal(ask("1.00 CNY").replace(id, plain))).why).to.equal(
      `Payment ${plain} is paid out in the money that is held.`,
    );
  });

  it("open: the same file does not pay twice", async () => {
    const id = await open();
    const { why, remedy } = await cli.refusal(`escrow open ${SAMPLE} --as orion-motors`);
    expect(why).to.equal(`Payment ${id} was authorised or revoked before.`);
    expect(remedy).to.equal("Give the file another UETR, or none, to pay once more.");
  });

  it("list: the payments of a member, or all", async () => {
    const id = await open();
    const other = await open(await changed([[/^uetr:.*$/m, ""]]));
    const ids = async (options: string) =>
      (await cli.json<Shown[]>(`escrow list ${options}`)).map(({ payment }) => payment);
    expect(await ids("")).to.deep.equal([id, other]);
    expect(await ids("--member delta-castings")).to.deep.equal([id, other]);
    expect(await ids("--member orion-motors")).to.deep.equal([id, other]);
    expect(await ids("--member kappa-fasteners")).to.deep.equal([]);
    expect((await cli.run("escrow list")).stdout).to.match(
      /│ open +│ orion-motors +│ delta-castings +│ 1250\.50 EUR/,
    );
  });

  it("sign, then open by another: the payer's signature is delivered", async () => {
    const signed = await cli.json(`escrow sign ${SAMPLE} --as orion-motors`);
    const file = join(cli.folder, "signed.json");
    await writeFile(file, JSON.stringify(signed));
    expect((await cli.refusal(`escrow open ${file} --as delta-castings`)).name).to.equal(
      "ERC20InsufficientAllowance",
    );
    const orion = await chain.provider.getSigner(6);
    const escrow = (await (
      await connectAlliance(chain.provider)
    ).directory.addressOf(encodeBytes32String("paymentEscrow"))) as string;
    await sent((token.connect(orion) as Contract).getFunction("approve")(escrow, 1250_50n, { gasPrice: 0 }));
    expect((await cli.json(`escrow open ${file} --as delta-castings`)).payment).to.equal(signed.payment);
    expect((await show(signed.payment as string)).status).to.equal("open");
    await writeFile(file, JSON.stringify({ ...signed, terms: { ...(signed.terms as object), agent: -1 } }));
    expect(await cli.refusal(`escrow open ${file} --as delta-castings`)).to.deep.include({
      why: "agent is -1.",
      remedy: "Give a whole number from 0 to 2^32 - 1.",
    });
  });

  it("revoke: what was signed is never authorised", async () => {
    const file = join(cli.folder, "revoked.json");
    await writeFile(file, JSON.stringify(await cli.json(`escrow sign ${SAMPLE} --as orion-motors`)));
    expect((await cli.refusal(`escrow revoke ${file} --as delta-castings`)).name).to.equal("Escrow_NotYours");
    await cli.json(`escrow revoke ${file} --as orion-motors`);
    expect((await cli.refusal(`escrow open ${file} --as delta-castings`)).why).to.match(/revoked before/);
    expect((await cli.refusal(`escrow revoke ${SAMPLE} --as orion-motors`)).why).to.equal(
      `${SAMPLE} holds no signed terms.`,
    );
    expect((await cli.refusal("escrow revoke nowhere.json --as orion-motors")).why).to.match(
      /^nowhere\.json:1:1 {2}The file cannot be read \(ENOENT\)/,
    );
  });

  it("void, and expire from the day on that was agreed", async () => {
    const id = await open();
    expect((await cli.refusal(`escrow void ${id} --as orion-motors`)).name).to.equal("Escrow_NotYours");
    expect((await cli.json(`escrow void ${id} --as delta-castings`)).done).to.equal(
      "1250.50 EUR went back to the payer.",
    );
    expect(await show(id)).to.deep.include({ status: "voided", voided: "1250.50 EUR", captured: "0.00 EUR" });
    const other = await open(await changed([[/^uetr:.*$/m, ""]]));
    expect((await cli.refusal(`escrow expire ${other} --as kappa-fasteners`)).name).to.equal(
      "Escrow_NotLapsed",
    );
    await at(CAPTURE_BEFORE);
    expect((await show(other)).status).to.equal("lapsed");
    await cli.json(`escrow expire ${other} --as kappa-fasteners`);
    expect(await balanceOf(ORION)).to.equal(10_000_00n);
  });

  it("dispute, resolve: the arbiter divides", async () => {
    const id = await open();
    expect((await cli.refusal(`escrow dispute ${id} --as orion-motors`)).why).to.equal(
      "--grounds is missing.",
    );
    await cli.json(`escrow dispute ${id} --grounds 'short by 40 pieces' --as orion-motors`);
    expect((await show(id)).status).to.equal("disputed");
    expect((await cli.refusal(`escrow void ${id} --as delta-castings`)).name).to.equal("Escrow_Disputed");
    const award = `escrow resolve ${id} '800.00 EUR' --decision 'award 17'`;
    expect((await cli.refusal(`${award} --as delta-castings`)).name).to.equal("Membership_MissingCapability");
    expect((await cli.json(`${award} --as clearview-audit`)).done).to.equal(
      "The dispute is decided: 800.00 EUR to the payee, 450.50 EUR to the payer.",
    );
    expect(await show(id)).to.deep.include({ captured: "800.00 EUR", voided: "450.50 EUR" });
    expect(await balanceOf(DELTA)).to.equal(636_80n);
  });

  it("dispute, end-dispute: undecided, the agreed default holds; withdrawn, the time is given back", async () => {
    const id = await open();
    await cli.json(`escrow dispute ${id} --grounds late --as delta-castings`);
    expect((await cli.refusal(`escrow end-dispute ${id} --as nordgrid`)).name).to.equal(
      "Escrow_ArbiterHasTime",
    );
    await chain.provider.send("evm_increaseTime", [14 * 86_400]);
    await chain.provider.send("evm_mine", []);
    expect((await cli.json(`escrow end-dispute ${id} --as nordgrid`)).done).to.equal(
      "1250.50 EUR went to the payer, as agreed.",
    );
    const other = await open(await changed([[/^uetr:.*$/m, ""]]));
    await cli.json(`escrow dispute ${other} --grounds late --as delta-castings`);
    await chain.provider.send("evm_increaseTime", [86_400]);
    await cli.json(`escrow withdraw-dispute ${other} --as delta-castings`);
    const { captureBefore, status } = await show(other);
    expect(status).to.equal("open");
    expect(captureBefore).to.match(/^2031-10-02T00:00:/);
    await cli.json(`escrow dispute ${other} --grounds late --as orion-motors`);
    const disputed = await show(other);
    expect(disputed.status).to.equal("disputed");
    expect(disputed.disputeUntil).to.not.equal("");
    expect((await cli.refusal(`escrow withdraw-dispute ${other} --as orion-motors`)).name).to.equal(
      "Escrow_DisputeForGood",
    );
  });

  it("open: names line and field of everything that is wrong in the file", async () => {
    const file = await changed([
      [/^payee: \S+/m, "payee: Delta Castings Ltd."],
      [/^amount: 1250.50 EUR/m, "amount: 1e21 EUR"],
      // P05: an hour without its zone names no instant.
      [/^captureBefore: \S+/m, "captureBefore: 2031-10-26T02:30:00"],
      [/most: 1.5/, "most: 101"],
      [/parts: 80/, "part: 80"],
    ]);
    const { name, why } = await cli.refusal(`escrow open ${file} --as orion-motors`);
    expect(name).to.equal("InputFileError");
    const lines = why.split("\n").map((line) => line.replace(`${file}:`, ""));
    expect(lines[0]).to.match(/^6:8 +payee: "Delta Castings Ltd\." names no one; expected the alias/);
    expect(lines[1]).to.match(/^7:9 +amount: "1e21 EUR" is no amount: .*exponent/);
    expect(lines[2]).to.match(/captureBefore: "2031-10-26T02:30:00" has no zone, so it names no instant/);
    expect(lines[3]).to.match(/fee\.most: "101" is out of range/);
    expect(lines[4]).to.match(/shares\[0\]\.part: is unknown here/);
    expect(lines).to.have.length(5);
  });

  it("open: names what contradicts itself, and what this alliance does not know", async () => {
    const complaint = async (...changes: [RegExp, string][]) => {
      const file = await changed(changes);
      const { why } = await cli.refusal(`escrow open ${file} --as orion-motors`);
      return why.replaceAll(`${file}:`, "");
    };
    expect(await complaint([/amount: 1000.00 EUR/, "amount: 999.99 EUR"])).to.match(
      /milestones: add up to 125049 minor units; expected 125050, the amount of the payment$/,
    );
    expect(await complaint([/amount: 1000.00 EUR/, "amount: 1000.00 CNY"])).to.match(
      /milestones\[1\]\.amount: is in CNY; expected EUR as the payment$/,
    );
    expect(await complaint([/parts: 15/, "amount: 15.00 EUR"])).to.match(
      /shares: name parts and amounts; expected the same of all$/,
    );
    expect(await complaint([/parts: 15/, "parts: 15, amount: 15.00 EUR"])).to.match(
      /shares\[1\]: needs parts or an amount; expected one of them/,
    );
    expect(await complaint([/least: 0.5/, "least: 1.6"])).to.match(/fee\.least: is more than most/);
    expect(await complaint([/receiver: nordgrid, /, ""])).to.match(/fee: has no receiver; expected one/);
    expect(await complaint([/^refundBefore: \S+/m, "refundBefore: 2031-09-29"])).to.match(
      /refundBefore: is earlier than captureBefore/,
    );
    expect(await complaint([/^authoriseBefore: \S+/m, "authoriseBefore: 2031-10-01"])).to.match(
      /captureBefore: is earlier than authoriseBefore/,
    );
    expect(await complaint([/^agent: \S+/m, "agent: nobody"])).to.match(
      /agent: "nobody" is no member; expected one of nordgrid, aurum-bank/,
    );
    expect(await complaint([/^issuer: \S+/m, "issuer: jade-bank"])).to.match(
      /issuer: jade-bank has no EUR in the directory; expected one of aurum-bank$/,
    );
    expect(await complaint([/^payee: \S+/m, `payee: "${DELTA.replace("E3", "e3")}"`])).to.match(
      /payee: .* fails its checksum/,
    );
    expect((await cli.refusal("escrow open nowhere.yaml --as orion-motors")).why).to.match(
      /^nowhere\.yaml:1:1 .*cannot be read \(ENOENT\)/,
    );
  });

  it("honours the zone of an instant and says it in UTC", async () => {
    const file = await changed([[/^captureBefore: \S+/m, "captureBefore: 2031-10-26T02:30:00+02:00"]]);
    expect(await cli.json(`escrow open ${file} --as orion-motors`)).to.deep.include({
      captureBefore: "2031-10-26T00:30:00Z",
    });
  });

  it("refuses signers, ids and amounts that are none", async () => {
    expect((await cli.refusal(`escrow open ${SAMPLE}`)).why).to.equal("Nobody is named to sign.");
    expect((await cli.refusal(`escrow open ${SAMPLE} --as delta-castings`)).why).to.equal(
      `${ORION} is no account of Delta Castings.`,
    );
    expect((await cli.refusal(`escrow sign ${SAMPLE} --as ${DELTA}`)).why).to.equal(
      `The terms are paid by ${ORION}, not by ${DELTA}.`,
    );
    expect((await cli.refusal("escrow show 0x12")).why).to.equal('payment "0x12" is not a digest.');
    expect((await cli.refusal(`escrow show ${ZeroHash}`)).name).to.equal("PaymentNotFound");
    const id = await open();
    const capture = (options: string) => cli.refusal(`escrow capture ${id} ${options} --as delta-castings`);
    expect((await capture("--amount '10.00 CNY'")).name).to.equal("OtherCurrency");
    expect((await capture("--amount 0.001")).name).to.equal("TooManyDecimals");
    expect((await capture("--amount 0")).why).to.equal('"0" is nothing.');
    expect((await capture("--amount 1 --fee 1,5")).why).to.equal('--fee "1,5" is no percentage.');
    expect((await capture("--amount 1 --fee-receiver kappa")).why).to.match(/is not an address/);
    expect((await cli.refusal(`escrow release ${id} first --as orion-motors`)).why).to.match(
      /milestone "first" is not a whole number/,
    );
  });

  /** The sample with some words changed, as a file of its own. */
  async function changed(changes: readonly [RegExp, string][]): Promise<string> {
    const text = await readFile(SAMPLE, "utf8");
    const file = join(cli.folder, `terms-${counter++}.yaml`);
    await writeFile(
      file,
      changes.reduce((words, [pattern, replacement]) => words.replace(pattern, replacement), text),
    );
    return file;
  }

  async function deployed(name: string, ...args: unknown[]): Promise<Contract> {
    const { abi, bytecode } = await hre.artifacts.readArtifact(name);
    const bank = await chain.provider.getSigner(2);
    const contract = await new ContractFactory(abi, bytecode, bank).deploy(...args, { gasPrice: 0 });
    return new Contract(await contract.getAddress(), abi, bank);
  }

  /** Enters a contract into the directory, without the vote that the governor's own tests go through. */
  async function enter(name: string, contract: Contract): Promise<void> {
    const { directory } = await connectAlliance(chain.provider);
    await chain.provider.send("hardhat_impersonateAccount", [PREDEPLOYS.timelock]);
    const timelock = new JsonRpcSigner(chain.provider, PREDEPLOYS.timelock);
    await sent(directory.connect(timelock).set(encodeBytes32String(name), contract.target, { gasPrice: 0 }));
  }

  async function sent(transaction: Promise<{ wait(): Promise<unknown> }>): Promise<void> {
    await (await transaction).wait();
  }

  async function at(seconds: number): Promise<void> {
    await chain.provider.send("evm_setNextBlockTimestamp", [seconds]);
    await chain.provider.send("evm_mine", []);
  }
});
