import {
  type CurrencyExchange,
  CurrencyExchange__factory,
  type SettlementToken,
  SettlementToken__factory,
} from "@guildhall/sdk";
import { PREDEPLOYS, RIGHTS, signAccountConsent } from "@guildhall/sdk/consortium";
import { acceptQuote, signQuote, signTransfer } from "@guildhall/sdk/payments";
import { id, type JsonRpcSigner, MaxUint256, toBeHex, Wallet } from "ethers";
import { type Bench, FREE, measureIn, openBench } from "./lib/bench.ts";

/** Far off and the same in every run, since the bytes of a date cost gas. */
const FAR = 4_000_000_000;

const FUNDS = 100_000_000n;
const AMOUNT = 12_500n;

/** UETR and purpose code, and nothing of the payer's own. */
const REFERENCE = "0x0b5c34f7a2d94c018f3e6d1a77e0c9ab53414c41000000000000000000000000";

const [AURUM, JADE, PAYER, PAYEE, RELAYER] = [2, 3, 4, 5, 6];

const measure = measureIn("payments");

describe("Gas of the payments room: money", () => {
  let bench: Bench;
  let payer: JsonRpcSigner;
  let payee: JsonRpcSigner;
  let relayer: JsonRpcSigner;
  let euro: SettlementToken;
  let yuan: SettlementToken;
  let exchange: CurrencyExchange;

  before(async () => {
    bench = await openBench();
    payer = bench.accountOf(PAYER);
    payee = bench.accountOf(PAYEE);
    relayer = bench.accountOf(RELAYER);
    euro = await money(AURUM, "EUR");
    yuan = await money(JADE, "CNY");
    exchange = CurrencyExchange__factory.connect(await bench.deploy("CurrencyExchange"), relayer);
  });

  /** A money with limits, which payer and payee have held and paid in today. */
  async function money(bank: number, currency: string): Promise<SettlementToken> {
    const address = await bench.deploy(
      "SettlementToken",
      PREDEPLOYS.registry,
      bank,
      currency,
      2,
      `Gas ${currency}`,
      currency,
    );
    const token = SettlementToken__factory.connect(address, bench.accountOf(bank));
    await token.setLimits(0, { perPaymentMinor: FUNDS, perDayMinor: 10n * FUNDS }, FREE);
    for (const holder of [payer, payee]) {
      await token.issue(holder, FUNDS, id(`deposit of ${await holder.getAddress()}`), FREE);
      await token.connect(holder).transfer(holder === payer ? payee : payer, 1n, FREE);
    }
    return token;
  }

  it("payments", async () => {
    const own = euro.connect(payer);
    await measure(
      "transfer, both members checked, freeze, limits",
      44_700,
      own.transfer(payee, AMOUNT, FREE),
    );
    await measure("payment with a reference", 47_000, own.pay(payee, AMOUNT, REFERENCE, FREE));
    await euro.issue(payer, FUNDS, id("a second deposit"), FREE);
    await measure("issue", 76_500, euro.issue(payer, FUNDS, id("a third deposit"), FREE));
    await measure("redeem", 68_500, own.redeem(FUNDS, id("a payout"), FREE));
  });

  it("signed payments", async () => {
    const [from, to] = await Promise.all([payer.getAddress(), payee.getAddress()]);
    const deliver = async (nonce: bigint) => {
      const terms = {
        from,
        to,
        value: AMOUNT,
        validAfter: 0n,
        validBefore: BigInt(FAR),
        nonce: toBeHex(nonce, 32),
      };
      const { signature } = await signTransfer(payer, euro, terms);
      return euro
        .connect(relayer)
        .transferWithAuthorization(from, to, AMOUNT, 0n, FAR, terms.nonce, signature, FREE);
    };
    await deliver(0n);
    await measure("signed (relayed) payment", 55_000, deliver(1n));
    await deliver(300n);
    await measure("signed (relayed) payment, nonces out of order", 60_000, deliver(301n));
  });

  it("a batch", async () => {
    const { registry } = bench.alliance;
    const items = [];
    for (let index = 0; index < 50; index++) {
      const wallet = new Wallet(id(`gas point payee ${index}`)).connect(bench.browser);
      const orgId = 5 + (index % 4);
      const consent = { orgId, account: wallet.address, rights: RIGHTS.operator };
      const { signature } = await signAccountConsent(wallet, registry, consent, BigInt(FAR));
      await registry
        .connect(bench.accountOf(orgId))
        .addAccount(wallet.address, RIGHTS.operator, FAR, signature, FREE);
      await euro.issue(wallet.address, FUNDS, id(`deposit of ${wallet.address}`), FREE);
      items.push({ payee: wallet.address, amountMinor: AMOUNT, paymentReference: REFERENCE });
    }
    const own = euro.connect(payee);
    await measure("batch of 50 payments with references, each", 12_700, own.payBatch(0, items, FREE), 50n);
  });

  it("payment versus payment", async () => {
    await euro.connect(payer).approve(exchange, MaxUint256, FREE);
    await yuan.connect(payee).approve(exchange, MaxUint256, FREE);
    const signed = async (nonce: bigint) => {
      const document = await signQuote(payer, exchange, {
        maker: await payer.getAddress(),
        taker: await payee.getAddress(),
        makerToken: await euro.getAddress(),
        makerAmountMinor: AMOUNT,
        takerToken: await yuan.getAddress(),
        takerAmountMinor: 97_631n,
        nonce,
        expiresAt: FAR,
        paymentReference: REFERENCE,
      });
      return acceptQuote(payee, exchange, document);
    };
    const [first, second, third] = await Promise.all([0n, 1n, 2n].map(signed));
    const settle = async (document: typeof first, signer: JsonRpcSigner, isOwn: boolean) => {
      const { quote, makerSignature = "0x", takerSignature = "0x" } = document as NonNullable<typeof first>;
      return exchange.connect(signer).settle(quote, makerSignature, isOwn ? "0x" : takerSignature, FREE);
    };
    await settle(first, payee, true);
    await measure("payment versus payment, by its taker", 90_000, settle(second, payee, true));
    await measure("payment versus payment, by a relayer", 97_000, settle(third, relayer, false));
  });
});
