import { expect } from "chai";
import { BrowserProvider, ContractFactory, id, type JsonRpcSigner, ZeroAddress, ZeroHash } from "ethers";
import hre from "hardhat";
import { PREDEPLOYS } from "../../sdk/src/consortium/index.ts";
import {
  ISettlementToken__factory,
  type SettlementToken,
  SettlementToken__factory,
} from "../../sdk/src/generated/contracts/index.ts";
import { encodeReference, newUetr, readMovements } from "../../sdk/src/payments/index.ts";

const FREE = { gasPrice: 0n };

describe("SDK: movements of money", function () {
  this.timeout(60_000);
  let token: SettlementToken;
  let payer: JsonRpcSigner;
  let payee: JsonRpcSigner;
  let frozen: JsonRpcSigner;
  const references = Array.from({ length: 5 }, () => encodeReference({ uetr: newUetr(), reason: "SUPP" }));

  before(async () => {
    const { provider } = await hre.network.create();
    const browser = new BrowserProvider(provider, undefined, { cacheTimeout: -1 });
    browser.pollingInterval = 1;
    const bank = await browser.getSigner(2);
    payer = await browser.getSigner(6);
    payee = await browser.getSigner(8);
    frozen = await browser.getSigner(10);
    const { abi, bytecode } = await hre.artifacts.readArtifact("SettlementToken");
    const args = [PREDEPLOYS.registry, 2, "EUR", 2, "Aurum Euro", "EUR", FREE];
    const made = await new ContractFactory(abi, bytecode, bank).deploy(...args);
    token = SettlementToken__factory.connect(await made.getAddress(), bank);
    await token.setLimits(0, { perPaymentMinor: 1_000n, perDayMinor: 10_000n }, FREE);
    await token.issue(payer, 10_000n, id("deposit"), FREE);
    await token.freeze(frozen, FREE);
    const own = token.connect(payer);
    await own.transfer(payee, 1n, FREE);
    await own.pay(payee, 2n, references[0] ?? "", FREE);
    await own.payBatch(
      0,
      [
        { payee, amountMinor: 3n, paymentReference: references[1] ?? "" },
        { payee, amountMinor: 1_001n, paymentReference: references[2] ?? "" },
        { payee: frozen, amountMinor: 4n, paymentReference: references[3] ?? "" },
        { payee, amountMinor: 5n, paymentReference: references[4] ?? "" },
      ],
      FREE,
    );
    await own.payBatch(1, [{ payee, amountMinor: 1_001n, paymentReference: references[2] ?? "" }], FREE);
    await own.payOrQuarantine(frozen, 6n, payer, references[2] ?? "", FREE);
    await own.redeem(7n, id("redemption"), FREE);
    await token.unfreeze(frozen, FREE);
    await token.connect(frozen).claim(1, frozen, FREE);
    await token.returnQuarantined(2, payer, id("return"), FREE);
  });

  it("join each transfer with the event that tells what it was", async () => {
    const { address } = payer;
    const movements = await readMovements(
      ISettlementToken__factory.connect(await token.getAddress(), payer),
      address,
    );
    const brief = movements.map(({ kind, to, amountMinor, reference }) => [kind, to, amountMinor, reference]);
    const aside = await token.getAddress();
    expect(brief).to.deep.equal([
      ["issue", address, 10_000n, id("deposit")],
      ["transfer", payee.address, 1n, ZeroHash],
      ["payment", payee.address, 2n, references[0]],
      ["payment", payee.address, 3n, references[1]],
      ["quarantine", aside, 4n, references[3]],
      ["payment", payee.address, 5n, references[4]],
      ["quarantine", aside, 6n, references[2]],
      ["redemption", ZeroAddress, 7n, id("redemption")],
      ["quarantine-return", address, 6n, id("return")],
    ]);
    const sum = movements.reduce(
      (all, { to, amountMinor }) => all + (to === address ? amountMinor : -amountMinor),
      0n,
    );
    expect(sum).to.equal(await token.balanceOf(payer));
    expect(movements.every(({ at }) => at > 1_700_000_000)).to.equal(true);
  });

  it("are those of one account", async () => {
    const ofPayee = await readMovements(token, payee.address);
    expect(ofPayee.map(({ kind, reference }) => [kind, reference])).to.deep.equal([
      ["transfer", ZeroHash],
      ["payment", references[0]],
      ["payment", references[1]],
      ["payment", references[4]],
    ]);
    const claimed = await readMovements(token, frozen.address);
    expect(claimed.map(({ kind, amountMinor }) => [kind, amountMinor])).to.deep.equal([
      ["quarantine-claim", 4n],
    ]);
  });
});
