import {
  AssetClasses__factory,
  type Financing,
  Financing__factory,
  type Receivables,
  Receivables__factory,
  type SettlementToken,
  SettlementToken__factory,
} from "@guildhall/sdk";
import {
  type ClaimDiscountOffer,
  type ClaimLoanOffer,
  discountTuple,
  loanTuple,
  signFinancingOffer,
} from "@guildhall/sdk/assets";
import { CAPABILITIES, PREDEPLOYS } from "@guildhall/sdk/consortium";
import { id as digestOf, type JsonRpcSigner, MaxUint256, type TransactionResponse } from "ethers";
import { clockOf } from "../../network/clock.ts";
import { type Bench, FREE, measureIn, openBench } from "./lib/bench.ts";

/** Far off and the same in every run, since the bytes of a date cost gas. */
const EXPIRY = 3_800_000_000;
const DUE_AT = 3_900_000_000n;
/** Within the identity checks of the members. */
const LOAN_DUE_AT = 1_950_000_000;
const AMOUNT = 10_000_00n;
const [ISSUER, BANK, BUYER, SUPPLIER] = [2, 3, 4, 5];

const measure = measureIn("assets");

describe("Gas of the assets room: financing", () => {
  let bench: Bench;
  let receivables: Receivables;
  let financing: Financing;
  let token: SettlementToken;
  let number = 0;

  const of = (organisation: number): JsonRpcSigner => bench.accountOf(organisation);

  before(async () => {
    bench = await openBench();
    const { registry, directory } = PREDEPLOYS;
    const money = await bench.deploy("SettlementToken", registry, ISSUER, "EUR", 2, "Aurum Euro", "EUR");
    const classes = await bench.deploy("AssetClasses", registry, directory);
    const claims = await bench.deploy("ClaimRegistry", directory);
    const room = await bench.deploy("Receivables", registry, directory, classes, claims);
    const desk = await bench.deploy("Financing", registry, directory);
    await bench.enter("token:EUR:2", money);
    await bench.enter("receivables", room);
    token = SettlementToken__factory.connect(money, of(ISSUER));
    for (const organisation of [BANK, BUYER, SUPPLIER]) {
      await token.issue(of(organisation), 100n * AMOUNT, digestOf(`deposit ${organisation}`), FREE);
      await token.connect(of(organisation)).approve(desk, MaxUint256, FREE);
    }
    const rules = {
      token: money,
      graceSeconds: 2_592_000n,
      tierLimit: 3n,
      issuerCapabilities: CAPABILITIES.supplier,
      holderCapabilities: 0n,
      rulesDigest: digestOf("rules"),
    };
    await (await AssetClasses__factory.connect(classes, of(ISSUER)).releaseClass(rules, FREE)).wait();
    receivables = Receivables__factory.connect(room, of(SUPPLIER));
    for (const organisation of [BANK, SUPPLIER]) {
      await receivables.connect(of(organisation)).setOperator(desk, true, FREE);
    }
    financing = Financing__factory.connect(desk, of(SUPPLIER));
  });

  async function issued(): Promise<bigint> {
    const terms = {
      classId: 1n,
      debtor: BigInt(BUYER),
      creditor: BigInt(SUPPLIER),
      holder: await of(SUPPLIER).getAddress(),
      amountMinor: AMOUNT,
      dueAt: DUE_AT,
      tierLimit: 3n,
      recourse: true,
      invoiceNumber: `INV2027${1000 + ++number}`,
      invoiceDigest: digestOf(`invoice ${number}`),
      evidenceDigest: digestOf(`evidence ${number}`),
      orderReference: digestOf(`order ${number}`),
    };
    await receivables.register(terms, FREE);
    await receivables.connect(of(BUYER)).accept(terms, FREE);
    return receivables.idOf(terms);
  }

  async function discount(claimId: bigint, nonce: bigint, buyBackUntil = 0): Promise<ClaimDiscountOffer> {
    return {
      bank: await of(BANK).getAddress(),
      seller: await of(SUPPLIER).getAddress(),
      room: "receivables",
      claimId,
      units: AMOUNT / 4n,
      priceMinor: 2_450_00n,
      token: await token.getAddress(),
      minUnpaidMinor: AMOUNT / 4n,
      buyBackUntil,
      buyBackPriceMinor: buyBackUntil === 0 ? 0n : 2_460_00n,
      nonce,
      expiresAt: EXPIRY,
    };
  }

  async function sell(terms: ClaimDiscountOffer): Promise<TransactionResponse> {
    const { signature } = await signFinancingOffer(of(BANK), financing, { kind: "discount", terms });
    return financing.acceptDiscount(discountTuple(terms), signature, FREE);
  }

  async function borrow(claimId: bigint, nonce: bigint): Promise<[string, TransactionResponse]> {
    const terms: ClaimLoanOffer = {
      bank: await of(BANK).getAddress(),
      borrower: await of(SUPPLIER).getAddress(),
      room: "receivables",
      claimId,
      units: AMOUNT,
      principalMinor: 8_000_00n,
      token: await token.getAddress(),
      minUnpaidMinor: AMOUNT,
      valueMinor: 0n,
      advanceBps: 8_000,
      feeMinor: 50_00n,
      rateBps: 360,
      overdueRateBps: 720,
      dueAt: LOAN_DUE_AT,
      graceSeconds: 864_000,
      nonce,
      expiresAt: EXPIRY,
    };
    const { signature } = await signFinancingOffer(of(BANK), financing, { kind: "loan", terms });
    const loanId = await financing.loanIdOf(loanTuple(terms));
    return [loanId, await financing.acceptLoan(loanTuple(terms), signature, FREE)];
  }

  it("discounts", async () => {
    const id = await issued();
    await sell(await discount(id, 0n));
    await measure(
      "financing: discount of units, to a bank that holds some",
      118_000,
      sell(await discount(id, 1n)),
    );
    const other = await issued();
    const terms = await discount(other, 2n, EXPIRY);
    await measure("financing: discount with buy-back, to a fresh holder", 160_000, sell(terms));
    await sell(await discount(other, 3n));
    const receiver = await bench.browser.getSigner(2 * (SUPPLIER - 1) + 1);
    await measure(
      "financing: buy back",
      150_000,
      financing.buyBack(discountTuple(terms), receiver, AMOUNT / 4n, FREE),
    );
  });

  it("loans", async () => {
    await borrow(await issued(), 4n);
    const [first, opened] = await borrow(await issued(), 5n);
    await measure("financing: loan, units pledged and principal paid", 380_000, Promise.resolve(opened));
    await measure("financing: repay a part", 130_000, financing.repay(first, 100_00n, FREE));
    await measure(
      "financing: repay the rest, units come free",
      122_000,
      financing.repay(first, MaxUint256, FREE),
    );
    const [second] = await borrow(await issued(), 6n);
    await (await clockOf(bench.browser)).until(LOAN_DUE_AT + 864_000);
    await measure("financing: declare a default", 51_000, financing.declareDefault(second, FREE));
    const desk = financing.connect(of(BANK));
    await measure("financing: enforce, the rest comes free", 138_000, desk.enforce(second, of(BANK), FREE));
  });
});
