import { type PaymentEscrow, PaymentEscrow__factory, SettlementToken__factory } from "@guildhall/sdk";
import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { NOTHING_AGREED, type PaymentTerms, signTerms } from "@guildhall/sdk/payments";
import { id, type JsonRpcSigner } from "ethers";
import { type Bench, FREE, measureIn, openBench } from "./lib/bench.ts";

/** Far off and the same in every run, since the bytes of a date cost gas; within ten years of the chain's clock. */
const CLOCK = 1_900_000_000;
const AMOUNT = 1_250_50n;
const ALL = 2n ** 256n - 1n;

const [BANK, PAYER, PAYEE, RELAYER, ARBITER] = [2, 4, 5, 1, 8];

const measure = measureIn("payments");

describe("Gas of the payments room: escrow", () => {
  let bench: Bench;
  let escrow: PaymentEscrow;
  let token: string;
  let payer: JsonRpcSigner;
  let payee: JsonRpcSigner;
  let relayer: JsonRpcSigner;
  let count = 0;

  before(async () => {
    bench = await openBench(CLOCK);
    payer = bench.accountOf(PAYER);
    payee = bench.accountOf(PAYEE);
    relayer = bench.accountOf(RELAYER);
    token = await bench.deploy("SettlementToken", PREDEPLOYS.registry, BANK, "EUR", 2, "Aurum Euro", "EUR");
    const exchange = await bench.deploy("CurrencyExchange");
    escrow = PaymentEscrow__factory.connect(
      await bench.deploy("PaymentEscrow", PREDEPLOYS.registry, exchange),
      bench.browser,
    );
    const money = SettlementToken__factory.connect(token, bench.accountOf(BANK));
    await money.admitCustodian(escrow, FREE);
    for (const holder of [payer, payee]) {
      await money.issue(holder, 1_000_000_00n, id(await holder.getAddress()), FREE);
      await money.connect(holder).approve(escrow, ALL, FREE);
    }
    // The first payment of a day looks up the limits; the escrow's balance is never fresh nor emptied.
    await money.connect(payee).transfer(payer, 1n, FREE);
    await authorised(terms());
    await authorised(terms());
  });

  it("one payment", async () => {
    const agreed = terms();
    const own = escrow.connect(payee);
    await measure("authorise a payment", 95_000, escrow.connect(payer).authorise(agreed, FREE));
    await measure("capture a part", 68_000, own.capture(agreed, capturing(0n, 500_00n), FREE));
    await measure("capture the rest", 68_000, own.capture(agreed, capturing(500_00n, 750_50n), FREE));
    await measure("refund a part", 65_500, own.refund(agreed, 500_00n, FREE));
  });

  it("an authorisation that another one delivers", async () => {
    const agreed = terms();
    const signature = await signTerms(payer, escrow, agreed);
    await measure(
      "authorise a payment on the payer's signature",
      101_000,
      escrow.connect(relayer).authoriseBySignature(agreed, signature, FREE),
    );
  });

  it("void", async () => {
    const agreed = await authorised(terms());
    await measure("void a payment", 68_000, escrow.connect(payee).void(agreed, FREE));
  });

  it("a dispute", async () => {
    const agreed = await authorised({ ...terms(), arbiter: ARBITER, disputeSeconds: 604_800 });
    await measure(
      "open a dispute",
      52_000,
      escrow.connect(payer).openDispute(agreed, id("short by 40 pieces"), FREE),
    );
    await measure(
      "decide a dispute for both sides",
      96_000,
      escrow.connect(bench.accountOf(ARBITER)).resolve(agreed, 800_00n, id("award 17"), FREE),
    );
  });

  it("a batch", async () => {
    const items = [];
    for (let index = 0; index < 50; ++index) {
      const agreed = await authorised(terms());
      items.push({ terms: agreed, capture: capturing(0n, AMOUNT) });
    }
    await measure(
      "batch of 50 captures for one payee, each",
      32_000,
      escrow.connect(payee).captureBatch(items, FREE),
      50n,
    );
  });

  function terms(): PaymentTerms {
    return {
      ...NOTHING_AGREED,
      payer: payer.address,
      payee: payee.address,
      token,
      amountMinor: AMOUNT,
      authoriseBefore: CLOCK + 86_400,
      captureBefore: CLOCK + 30 * 86_400,
      refundBefore: CLOCK + 60 * 86_400,
      paymentReference: `${id(`gas point ${count++}`).slice(0, 34)}${"0".repeat(32)}`,
    };
  }

  async function authorised(agreed: PaymentTerms): Promise<PaymentTerms> {
    await (await escrow.connect(payer).authorise(agreed, FREE)).wait();
    return agreed;
  }
});

function capturing(capturedBeforeMinor: bigint, amountMinor: bigint) {
  return { capturedBeforeMinor, amountMinor, feeBps: 0, feeReceiver: NOTHING_AGREED.feeReceiver };
}
