import { AssetClasses__factory, type WarehouseReceipts, WarehouseReceipts__factory } from "@guildhall/sdk";
import { signDelivery } from "@guildhall/sdk/assets";
import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { id as digestOf, encodeBytes32String, type JsonRpcSigner, ZeroAddress } from "ethers";
import { type Bench, FREE, measureIn, openBench } from "./lib/bench.ts";

/** Far off and the same in every run, since the bytes of a date cost gas. */
const STORAGE_UNTIL = 3_900_000_000n;
const QUANTITY = 10_000_000n;
const EVIDENCE = digestOf("weighing note");
const [BANK, BUYER, SUPPLIER, WAREHOUSE, INSPECTOR] = [2, 4, 5, 7, 8];

const measure = measureIn("assets");

describe("Gas of the assets room: warehouse receipts", () => {
  let bench: Bench;
  let receipts: WarehouseReceipts;
  let number = 0;

  const of = (organisation: number): JsonRpcSigner => bench.accountOf(organisation);
  const by = (organisation: number): WarehouseReceipts => receipts.connect(of(organisation));

  before(async () => {
    bench = await openBench();
    const { registry, directory } = PREDEPLOYS;
    const classes = await bench.deploy("AssetClasses", registry, directory);
    const claims = await bench.deploy("ClaimRegistry", directory);
    const room = await bench.deploy("WarehouseReceipts", registry, directory, classes, claims);
    await bench.enter("warehouseReceipts", room);
    const rules = {
      token: ZeroAddress,
      graceSeconds: 259_200n,
      tierLimit: 255n,
      issuerCapabilities: 0n,
      holderCapabilities: 0n,
      rulesDigest: digestOf("rules"),
    };
    await (await AssetClasses__factory.connect(classes, of(BANK)).releaseClass(rules, FREE)).wait();
    receipts = WarehouseReceipts__factory.connect(room, of(WAREHOUSE));
    await by(INSPECTOR).attestSite(WAREHOUSE, "Hall 3", STORAGE_UNTIL, EVIDENCE, FREE);
    await issued();
  });

  async function nextTerms() {
    return {
      classId: 1n,
      depositor: BigInt(SUPPLIER),
      inspector: BigInt(INSPECTOR),
      holder: await of(SUPPLIER).getAddress(),
      quantity: QUANTITY,
      exponent: 6n,
      storageUntil: STORAGE_UNTIL,
      tierLimit: 255n,
      toleranceBps: 100n,
      lot: `LOT2027${1000 + ++number}`,
      commodity: "AL-INGOT-A7",
      unit: "t",
      site: "Hall 3",
      charges: "4.10 EUR per t and month",
      evidenceDigest: EVIDENCE,
    };
  }

  async function issued(): Promise<bigint> {
    const terms = await nextTerms();
    await receipts.issue(terms, FREE);
    return receipts.idOf(WAREHOUSE, terms.lot);
  }

  it("issue and grade", async () => {
    await measure("receipt: issue", 220_000, receipts.issue(await nextTerms(), FREE));
    const grade = encodeBytes32String("A7");
    await measure("receipt: grade", 67_000, by(INSPECTOR).grade(await issued(), grade, EVIDENCE, FREE));
  });

  it("transfers and pledges", async () => {
    const id = await issued();
    await measure(
      "receipt: part transfer to a fresh holder",
      67_000,
      by(SUPPLIER).transfer(of(BUYER), id, 1_000n, FREE),
    );
    await measure(
      "receipt: part transfer to an existing holder",
      50_000,
      by(SUPPLIER).transfer(of(BUYER), id, 1_000n, FREE),
    );
    const terms = {
      pledgee: BANK,
      enforceableFrom: 0n,
      expiresAt: STORAGE_UNTIL,
      agent: ZeroAddress,
      agreement: digestOf("loan"),
    };
    await measure("receipt: pledge", 98_000, by(SUPPLIER).pledge(id, 1_000n, of(SUPPLIER), terms, FREE));
  });

  it("recounts", async () => {
    const id = await issued();
    await measure(
      "receipt: recount, a loss within the tolerance",
      50_000,
      receipts.recount(id, QUANTITY - 10n, EVIDENCE, FREE),
    );
    await measure("receipt: recount, proposed", 67_000, receipts.recount(id, 5_000_000n, EVIDENCE, FREE));
    await measure(
      "receipt: recount, confirmed",
      55_000,
      by(INSPECTOR).confirmRecount(id, 5_000_000n, EVIDENCE, FREE),
    );
  });

  it("surrender and delivery", async () => {
    const id = await issued();
    const holder = by(SUPPLIER);
    const surrenderId = await holder.surrender.staticCall(id, 1_000n, of(SUPPLIER));
    await measure("receipt: surrender", 91_000, holder.surrender(id, 1_000n, of(SUPPLIER), FREE));
    const delivery = { id, surrenderId, quantity: 1_000n, evidenceDigest: EVIDENCE };
    const signature = await signDelivery(of(SUPPLIER), receipts, delivery);
    await measure("receipt: deliver", 72_000, receipts.deliver(id, surrenderId, EVIDENCE, signature, FREE));
    const again = await holder.surrender.staticCall(id, 1_000n, of(SUPPLIER));
    await holder.surrender(id, 1_000n, of(SUPPLIER), FREE);
    await measure("receipt: take back", 35_000, holder.takeBack(id, again, FREE));
  });
});
