import { type SettlementToken, SettlementToken__factory } from "@guildhall/sdk";
import { PREDEPLOYS, WrongSigner } from "@guildhall/sdk/consortium";
import { explainError } from "@guildhall/sdk/errors";
import {
  type Authorization,
  freeNonce,
  NO_LIMIT,
  readHolding,
  readMovements,
  readStatement,
  StatementIncomplete,
  signCancellation,
  signPermit,
  signReceipt,
  signTransfer,
} from "@guildhall/sdk/payments";
import { expect } from "chai";
import {
  BrowserProvider,
  ContractFactory,
  id,
  type JsonRpcSigner,
  Signature,
  toBeHex,
  ZeroHash,
} from "ethers";
import hre from "hardhat";

const FREE = { gasPrice: 0n };
const FUNDS = 100_000n;
const FAR = 4_000_000_000n;

describe("SDK: money", () => {
  let browser: BrowserProvider;
  let bank: JsonRpcSigner;
  let payer: JsonRpcSigner;
  let payee: JsonRpcSigner;
  let token: SettlementToken;

  beforeEach(async () => {
    const { provider } = await hre.network.create();
    browser = new BrowserProvider(provider, undefined, { cacheTimeout: -1 });
    browser.pollingInterval = 1;
    bank = await browser.getSigner(2);
    payer = await browser.getSigner(6);
    payee = await browser.getSigner(8);
    const { abi, bytecode } = await hre.artifacts.readArtifact("SettlementToken");
    const args = [PREDEPLOYS.registry, 2, "EUR", 2, "Aurum Euro", "EUR", FREE];
    const made = await new ContractFactory(abi, bytecode, bank).deploy(...args);
    token = SettlementToken__factory.connect(await made.getAddress(), bank);
    await token.issue(payer, FUNDS, id("a deposit"), FREE);
  });

  const terms = async (nonce: string): Promise<Authorization> => {
    const [from, to] = await Promise.all([payer.getAddress(), payee.getAddress()]);
    return { from, to, value: 700n, validAfter: 0n, validBefore: FAR, nonce };
  };

  it("signs payments for anyone, and for the payee alone, to deliver", async () => {
    const first = await signTransfer(payer, token, await terms(toBeHex(0, 32)));
    const { from, to, value, validAfter, validBefore } = first;
    await token.transferWithAuthorization(from, to, value, 0n, FAR, first.nonce, first.signature, FREE);
    const second = await signReceipt(payer, token, await terms(await freeNonce(token, from)));
    expect(second.nonce).to.equal(toBeHex(1, 32));
    const deliver = (by: JsonRpcSigner) =>
      token
        .connect(by)
        .receiveWithAuthorization(
          from,
          to,
          value,
          validAfter,
          validBefore,
          second.nonce,
          second.signature,
          FREE,
        );
    expect(explainError(await refusal(deliver(bank))).name).to.equal("Token_CallerIsNotPayee");
    await deliver(payee);
    expect(await token.balanceOf(to)).to.equal(1400n);
    expect(explainError(await refusal(signTransfer(payee, token, first))).name).to.equal(WrongSigner.name);
  });

  it("finds a nonce that is free, also after some were left out", async () => {
    const account = await payer.getAddress();
    await token.cancelAuthorization(
      account,
      toBeHex(0, 32),
      await signCancellation(payer, token, toBeHex(0, 32)),
      FREE,
    );
    await token.cancelAuthorization(
      account,
      toBeHex(2, 32),
      await signCancellation(payer, token, toBeHex(2, 32)),
      FREE,
    );
    expect(await freeNonce(token, account)).to.equal(toBeHex(1, 32));
    await token.cancelAuthorization(
      account,
      toBeHex(1, 32),
      await signCancellation(payer, token, toBeHex(1, 32)),
      FREE,
    );
    expect(await freeNonce(token, account)).to.equal(toBeHex(3, 32));
  });

  it("signs an allowance", async () => {
    const [owner, spender] = await Promise.all([payer.getAddress(), bank.getAddress()]);
    const { v, r, s } = Signature.from(
      await signPermit(payer, token, { owner, spender, value: 9n, deadline: FAR }),
    );
    await token.connect(payee).permit(owner, spender, 9n, FAR, v, r, s, FREE);
    expect(await token.allowance(owner, spender)).to.equal(9n);
  });

  it("reads what an account holds and may still pay", async () => {
    const account = await payer.getAddress();
    expect(await readHolding(token, account)).to.deep.include({ balanceMinor: FUNDS, perDayMinor: NO_LIMIT });
    await token.setLimits(0, { perPaymentMinor: 50n, perDayMinor: 80n }, FREE);
    await token.connect(payer).transfer(payee, 50n, FREE);
    expect(await readHolding(token, account)).to.deep.include({ paidTodayMinor: 50n, leftTodayMinor: 30n });
    await token.setLimits(0, { perPaymentMinor: 50n, perDayMinor: 20n }, FREE);
    expect((await readHolding(token, account)).leftTodayMinor).to.equal(0n);
  });

  it("keeps a running balance that ends where the ledger is, and says when a node hides something", async () => {
    const account = await payer.getAddress();
    await token.connect(payer).pay(payee, 100n, ZeroHash, FREE);
    await token.connect(payer).transfer(payer, 5n, FREE);
    await token.connect(payer).redeem(1_000n, id("a payout"), FREE);
    const statement = await readStatement(token, account);
    expect(
      statement.lines.map(({ kind, changeMinor, balanceMinor }) => [kind, changeMinor, balanceMinor]),
    ).to.deep.equal([
      ["issue", 100_000n, 100_000n],
      ["payment", -100n, 99_900n],
      ["transfer", 0n, 99_900n],
      ["redemption", -1_000n, 98_900n],
    ]);
    expect(statement).to.deep.include({ receivedMinor: 100_005n, paidMinor: 1_105n, balanceMinor: 98_900n });
    expect(await readMovements(token, await payee.getAddress())).to.have.length(1);

    const balanceOf = async () => 98_901n;
    const hiding = new Proxy(token, {
      get: (target, name) => (name === "balanceOf" ? balanceOf : Reflect.get(target, name)),
    });
    expect((await refusal(readStatement(hiding, account))).name).to.equal(StatementIncomplete.name);
  });
});

async function refusal(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.fail("it went through"),
    (error: Error) => error,
  );
}
