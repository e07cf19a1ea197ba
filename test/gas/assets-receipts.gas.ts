import { Directory__factory, type WarehouseReceipts, WarehouseReceipts__factory } from "@guildhall/sdk";
import { signDelivery } from "@guildhall/sdk/assets";
import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import {
  type BaseContract,
  BrowserProvider,
  ContractFactory,
  id as digestOf,
  encodeBytes32String,
  JsonRpcSigner,
  type TransactionResponse,
  ZeroAddress,
} from "ethers";
import hre from "hardhat";
import { gasPoint } from "./lib/gas-point.ts";

const ROOM = "assets";
const FREE = { gasPrice: 0n };
/** Far off and the same in every run, since the bytes of a date cost gas. */
const STORAGE_UNTIL = 3_900_000_000n;
const QUANTITY = 10_000_000n;
const EVIDENCE = digestOf("weighing note");
const [BANK, BUYER, SUPPLIER, WAREHOUSE, INSPECTOR] = [2, 4, 5, 7, 8];

describe("Gas of the assets room: warehouse receipts", () => {
  let browser: BrowserProvider;
  let receipts: WarehouseReceipts;
  const signers = new Map<number, JsonRpcSigner>();
  let number = 0;

  const of = (organisation: number): JsonRpcSigner => signers.get(organisation) as JsonRpcSigner;
  const by = (organisation: number): WarehouseReceipts => receipts.connect(of(organisation));

  before(async () => {
    const { provider } = await hre.network.create();
    browser = new BrowserProvider(provider, undefined, { cacheTimeout: -1 });
    browser.pollingInterval = 1;
    for (let i = 1; i <= 8; i++) signers.set(i, await browser.getSigner(2 * (i - 1)));
    await provider.request({ method: "hardhat_impersonateAccount", params: [PREDEPLOYS.timelock] });
    const { registry, directory } = PREDEPLOYS;
    const classes = await deploy("AssetClasses", [registry, directory]);
    const claims = await deploy("ClaimRegistry", [directory]);
    const room = await deploy("WarehouseReceipts", [registry, directory, classes, claims]);
    const timelock = new JsonRpcSigner(browser, PREDEPLOYS.timelock);
    const names = Directory__factory.connect(directory, timelock);
    await names.set(encodeBytes32String("warehouseReceipts"), room, FREE);
    const rules = {
      token: ZeroAddress,
      graceSeconds: 259_200n,
      tierLimit: 255n,
      issuerCapabilities: 0n,
      holderCapabilities: 0n,
      rulesDigest: digestOf("rules"),
    };
    await (await classes.getFunction("releaseClass")(rules, FREE)).wait();
    receipts = WarehouseReceipts__factory.connect(await room.getAddress(), of(WAREHOUSE));
    await by(INSPECTOR).attestSite(WAREHOUSE, "Hall 3", STORAGE_UNTIL, EVIDENCE, FREE);
    await issued();
  });

  async function deploy(name: string, parameters: unknown[]): Promise<BaseContract> {
    const { abi, bytecode } = await hre.artifacts.readArtifact(name);
    return new ContractFactory(abi, bytecode, of(BANK)).deploy(...parameters, FREE);
  }

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

  async function measure(work: string, bound: number, sent: Promise<TransactionResponse>): Promise<void> {
    const receipt = await (await sent).wait();
    gasPoint({ room: ROOM, work: `receipt: ${work}`, bound }, receipt?.gasUsed ?? 0n);
  }

  it("issue and grade", async () => {
    await measure("issue", 220_000, receipts.issue(await nextTerms(), FREE));
    const grade = encodeBytes32String("A7");
    await measure("grade", 67_000, by(INSPECTOR).grade(await issued(), grade, EVIDENCE, FREE));
  });

  it("transfers and pledges", async () => {
    const id = await issued();
    await measure(
      "part transfer to a fresh holder",
      67_000,
      by(SUPPLIER).transfer(of(BUYER), id, 1_000n, FREE),
    );
    await measure(
      "part transfer to an existing holder",
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
    await measure("pledge", 98_000, by(SUPPLIER).pledge(id, 1_000n, of(SUPPLIER), terms, FREE));
  });

  it("recounts", async () => {
    const id = await issued();
    await measure(
      "recount, a loss within the tolerance",
      50_000,
      receipts.recount(id, QUANTITY - 10n, EVIDENCE, FREE),
    );
    await measure("recount, proposed", 67_000, receipts.recount(id, 5_000_000n, EVIDENCE, FREE));
    await measure("recount, confirmed", 55_000, by(INSPECTOR).confirmRecount(id, 5_000_000n, EVIDENCE, FREE));
  });

  it("surrender and delivery", async () => {
    const id = await issued();
    const holder = by(SUPPLIER);
    const surrenderId = await holder.surrender.staticCall(id, 1_000n, of(SUPPLIER));
    await measure("surrender", 91_000, holder.surrender(id, 1_000n, of(SUPPLIER), FREE));
    const delivery = { id, surrenderId, quantity: 1_000n, evidenceDigest: EVIDENCE };
    const signature = await signDelivery(of(SUPPLIER), receipts, delivery);
    await measure("deliver", 72_000, receipts.deliver(id, surrenderId, EVIDENCE, signature, FREE));
    const again = await holder.surrender.staticCall(id, 1_000n, of(SUPPLIER));
    await holder.surrender(id, 1_000n, of(SUPPLIER), FREE);
    await measure("take back", 35_000, holder.takeBack(id, again, FREE));
  });
});
