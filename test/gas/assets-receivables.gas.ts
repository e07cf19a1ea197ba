import {
  AssetClasses__factory,
  type Receivables,
  Receivables__factory,
  type SettlementToken,
  SettlementToken__factory,
} from "@guildhall/sdk";
import { CAPABILITIES, PREDEPLOYS } from "@guildhall/sdk/consortium";
import { type AddressLike, id as digestOf, type JsonRpcSigner, ZeroAddress } from "ethers";
import { type Bench, FREE, measureIn, openBench } from "./lib/bench.ts";

/** Far off and the same in every run, since the bytes of a date cost gas. */
const DUE_AT = 3_900_000_000n;
const PLEDGE_END = 3_950_000_000n;
const AMOUNT = 10_000_00n;
const [BANK, BUYER, SUPPLIER, SECOND] = [2, 4, 5, 6];

const measure = measureIn("assets");

describe("Gas of the assets room: receivables", () => {
  let bench: Bench;
  let receivables: Receivables;
  let token: SettlementToken;
  let orderBook: JsonRpcSigner;
  let number = 0;

  const of = (organisation: number): JsonRpcSigner => bench.accountOf(organisation);

  before(async () => {
    bench = await openBench();
    const { registry, directory } = PREDEPLOYS;
    const money = await bench.deploy("SettlementToken", registry, BANK, "EUR", 2, "Aurum Euro", "EUR");
    const classes = await bench.deploy("AssetClasses", registry, directory);
    const claims = await bench.deploy("ClaimRegistry", directory);
    const room = await bench.deploy("Receivables", registry, directory, classes, claims);
    await bench.enter("token:EUR:2", money);
    await bench.enter("receivables", room);
    // Whoever stands for the order book, a contract must be there.
    await bench.enter("orderBook", classes);
    orderBook = await bench.impersonate(classes);
    token = SettlementToken__factory.connect(money, of(BANK));
    await token.admitCustodian(room, FREE);
    for (const organisation of [BUYER, SUPPLIER, SECOND])
      await token.issue(of(organisation), 100n * AMOUNT, digestOf(`deposit ${organisation}`), FREE);
    await token.connect(of(BUYER)).approve(room, 2n ** 256n - 1n, FREE);
    const rules = {
      token: money,
      graceSeconds: 2_592_000n,
      tierLimit: 3n,
      issuerCapabilities: CAPABILITIES.supplier,
      holderCapabilities: 0n,
      rulesDigest: digestOf("rules"),
    };
    await (await AssetClasses__factory.connect(classes, of(BANK)).releaseClass(rules, FREE)).wait();
    receivables = Receivables__factory.connect(room, of(SUPPLIER));
    await issued();
  });

  async function nextTerms() {
    return {
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
  }

  async function issued(): Promise<bigint> {
    const terms = await nextTerms();
    await receivables.register(terms, FREE);
    await receivables.connect(of(BUYER)).accept(terms, FREE);
    return receivables.idOf(terms);
  }

  async function pledged(id: bigint, amount: bigint): Promise<string> {
    const holder = await of(SUPPLIER).getAddress();
    const terms = {
      pledgee: BANK,
      enforceableFrom: 0n,
      expiresAt: PLEDGE_END,
      agent: ZeroAddress,
      agreement: digestOf("loan"),
    };
    const pledgeId = await receivables.pledge.staticCall(id, amount, holder, terms);
    await receivables.pledge(id, amount, holder, terms, FREE);
    return pledgeId;
  }

  it("issue", async () => {
    const terms = await nextTerms();
    const accepted = await nextTerms();
    const book = receivables.connect(orderBook);
    await measure("receivable: issue from an accepted order", 165_000, book.issueFromOrder(accepted, FREE));
    await measure("receivable: register", 165_000, receivables.register(terms, FREE));
    await measure(
      "receivable: accept, units come into being",
      85_000,
      receivables.connect(of(BUYER)).accept(terms, FREE),
    );
  });

  it("transfers", async () => {
    const id = await issued();
    const to: AddressLike = of(SECOND);
    await measure(
      "receivable: part transfer to a fresh holder",
      66_000,
      receivables.transfer(to, id, 1_000_00n, FREE),
    );
    await measure(
      "receivable: part transfer to an existing holder",
      49_000,
      receivables.transfer(to, id, 1_000_00n, FREE),
    );
    const items = [];
    for (let i = 0; i < 10; i++) items.push({ receiver: to, id, amount: 10_00n });
    await measure(
      "receivable: batch of 10 transfers, each",
      20_000,
      receivables.transferBatch(items, FREE),
      10n,
    );
  });

  it("pledges", async () => {
    const id = await issued();
    const holder = await of(SUPPLIER).getAddress();
    const terms = {
      pledgee: BANK,
      enforceableFrom: 0n,
      expiresAt: PLEDGE_END,
      agent: ZeroAddress,
      agreement: digestOf("loan"),
    };
    await measure("receivable: pledge", 95_000, receivables.pledge(id, 1_000_00n, holder, terms, FREE));
    const first = await pledged(id, 1_000_00n);
    await measure(
      "receivable: release",
      41_000,
      receivables.connect(of(BANK)).release(id, first, 1_000_00n, FREE),
    );
    const second = await pledged(id, 1_000_00n);
    await measure(
      "receivable: enforce, to a fresh holder",
      66_000,
      receivables.connect(of(BANK)).enforce(id, second, of(BANK), FREE),
    );
    const third = await pledged(id, 1_000_00n);
    await measure(
      "receivable: enforce, to an existing holder",
      49_000,
      receivables.connect(of(BANK)).enforce(id, third, of(BANK), FREE),
    );
  });

  it("money", async () => {
    const id = await issued();
    const debtor = receivables.connect(of(BUYER));
    await debtor.pay(await issued(), AMOUNT, FREE);
    await measure("receivable: pay a part", 110_000, debtor.pay(id, AMOUNT / 2n, FREE));
    await measure("receivable: redeem a part", 120_000, receivables.redeem(id, of(SUPPLIER), FREE));
    await debtor.pay(id, AMOUNT / 2n, FREE);
    await measure("receivable: redeem the rest", 90_000, receivables.redeem(id, of(SUPPLIER), FREE));
  });
});
