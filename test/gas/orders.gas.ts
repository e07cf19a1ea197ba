import type { IOrderBook } from "@guildhall/sdk";
import {
  MaterialsPlan__factory,
  type OrderBook,
  OrderBook__factory,
  SettlementToken__factory,
} from "@guildhall/sdk";
import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { encodeInvoiceNumber, invoiceIdOf, signAcceptance, signOrder } from "@guildhall/sdk/orders";
import { id, type JsonRpcSigner } from "ethers";
import { type Bench, FREE, measureIn, openBench } from "./lib/bench.ts";

const DEADLINE = 4_000_000_000n;
const ACCEPT_BY = 3_999_000_000n;
const DELIVER_BY = 3_999_500_000n;
const [BANK, BUYER, SUPPLIER, CARRIER] = [2, 4, 5, 7] as const;
const AMOUNT = 1_000_00n;
const NUMBERS = ["RE20271", "RE20272"] as const;

const measure = measureIn("orders");

describe("Gas of the room of orders", () => {
  let bench: Bench;
  let buyer: JsonRpcSigner;
  let supplier: JsonRpcSigner;
  let carrier: JsonRpcSigner;
  let token: string;
  let book: OrderBook;
  let terms: IOrderBook.TermsStruct;

  before(async () => {
    bench = await openBench();
    buyer = bench.accountOf(BUYER);
    supplier = bench.accountOf(SUPPLIER);
    carrier = bench.accountOf(CARRIER);
    token = await bench.deploy("SettlementToken", PREDEPLOYS.registry, BANK, "EUR", 2, "Aurum Euro", "EUR");
    await bench.enter("token:EUR:2", token);
    book = OrderBook__factory.connect(
      await bench.deploy("OrderBook", PREDEPLOYS.registry, PREDEPLOYS.directory),
      bench.browser,
    );
    await bench.enter("orderBook", await book.getAddress());
    const money = SettlementToken__factory.connect(token, bench.accountOf(BANK));
    for (const account of [buyer, supplier]) {
      await (await money.issue(account, 10n * AMOUNT, id(`deposit of ${account.address}`), FREE)).wait();
    }
    await money.connect(buyer).approve(book, 2n ** 256n - 1n, FREE);
    terms = {
      buyer: BUYER,
      supplier: SUPPLIER,
      token,
      amountMinor: AMOUNT,
      acceptBy: ACCEPT_BY,
      deliverBy: DELIVER_BY,
      inspectionDays: 5,
      paymentDays: 30,
      penaltyBpsPerDay: 50,
      penaltyCapBps: 500,
      escrowed: false,
      file: id("order file"),
    };
    await (await book.connect(buyer).place(terms, FREE)).wait();
  });

  it("an order on its way from placement to payment", async () => {
    const [byBuyer, bySupplier, byCarrier] = [buyer, supplier, carrier].map((signer) =>
      book.connect(signer),
    ) as [OrderBook, OrderBook, OrderBook];
    const invoiceId = invoiceIdOf(SUPPLIER, NUMBERS[0]);
    const now = async () => (await bench.browser.getBlock("latest"))?.timestamp ?? 0;
    await measure("place an order", 120_000, byBuyer.place(terms, FREE));
    await measure("accept an order", 60_000, bySupplier.accept(2, FREE));
    await measure("ship a delivery", 75_000, bySupplier.ship(2, AMOUNT / 2n, 0, id("note"), FREE));
    await measure(
      "ship a delivery by a carrier",
      80_000,
      bySupplier.ship(2, AMOUNT / 2n, CARRIER, id("note"), FREE),
    );
    await measure(
      "receive a delivery",
      55_000,
      byBuyer.receiveGoods(2, 1, AMOUNT / 2n, await now(), id("receipt"), FREE),
    );
    await byCarrier.receiveGoods(2, 2, AMOUNT / 2n, await now(), id("receipt"), FREE);
    await measure("inspect a delivery", 55_000, byBuyer.inspect(2, 1, AMOUNT / 2n, id("report"), FREE));
    await (await byBuyer.inspect(2, 2, AMOUNT / 2n, id("report"), FREE)).wait();
    const due = DEADLINE;
    const number = encodeInvoiceNumber(NUMBERS[0]);
    await measure("invoice", 70_000, bySupplier.invoice(2, number, AMOUNT, due, id("invoice"), FREE));
    await measure("accept an invoice", 45_000, byBuyer.acceptInvoice(invoiceId, id("approval"), FREE));
    const payee = await (supplier as JsonRpcSigner).getAddress();
    await measure("pay a part of an invoice", 95_000, byBuyer.pay(invoiceId, payee, AMOUNT / 2n, FREE));
    await measure("pay the rest of an invoice", 72_000, byBuyer.pay(invoiceId, payee, AMOUNT / 2n, FREE));
  });

  it("the ways aside", async () => {
    const [byBuyer, bySupplier] = [buyer, supplier].map((signer) => book.connect(signer)) as [
      OrderBook,
      OrderBook,
    ];
    await (await byBuyer.place(terms, FREE)).wait();
    await measure("decline an order", 45_000, bySupplier.reject(3, id("grounds"), FREE));
    await (await byBuyer.place(terms, FREE)).wait();
    await measure("cancel an order", 48_000, byBuyer.cancel(4, id("grounds"), FREE));
    await (await byBuyer.place(terms, FREE)).wait();
    await (await bySupplier.accept(5, FREE)).wait();
    await (await bySupplier.ship(5, AMOUNT, 0, id("note"), FREE)).wait();
    await measure("recall a delivery", 50_000, bySupplier.recall(5, 1, id("note"), FREE));
  });

  it("by signature", async () => {
    const anyone = book.connect(carrier);
    const order = await signOrder(buyer as JsonRpcSigner, book, terms, { deadline: DEADLINE });
    await measure("place an order by signature", 155_000, anyone.placeSigned(terms, order, FREE));
    const acceptance = await signAcceptance(supplier as JsonRpcSigner, book, 6n, { deadline: DEADLINE });
    await measure("accept an order by signature", 95_000, anyone.acceptSigned(6, acceptance, FREE));
  });

  it("the plan of materials", async () => {
    const address = await bench.deploy("MaterialsPlan", PREDEPLOYS.registry, PREDEPLOYS.directory);
    const plan = MaterialsPlan__factory.connect(address, bench.browser);
    const line = {
      sku: id("sku"),
      site: id("site"),
      quantityMilli: 5_000n,
      neededBy: DELIVER_BY,
      file: id("file"),
    };
    const many = Array.from({ length: 50 }, () => line);
    const offer = {
      demandId: 1,
      quantityMilli: 5_000n,
      lotMilli: 1n,
      promisedFor: DELIVER_BY,
      unitPriceMinor: 12n,
      token,
    };
    await (await plan.connect(buyer).publishDemand(line, FREE)).wait();
    await measure("publish a line of demand", 69_000, plan.connect(buyer).publishDemand(line, FREE));
    await measure(
      "publish 50 lines of demand, each",
      31_000,
      plan.connect(buyer).publishDemands(many, FREE),
      50n,
    );
    await (await plan.connect(supplier).promiseSupply(offer, FREE)).wait();
    await measure("promise supply", 72_000, plan.connect(supplier).promiseSupply(offer, FREE));
    const countedAt = (await bench.browser.getBlock("latest"))?.timestamp ?? 0;
    const report = [BUYER, id("sku"), id("site"), 100n, countedAt, id("receipt")] as const;
    await measure("report stock", 65_000, plan.connect(carrier).reportStock(...report, FREE));
  });
});
