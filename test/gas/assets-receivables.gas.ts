import {
  Directory__factory,
  type Receivables,
  Receivables__factory,
  type SettlementToken,
  SettlementToken__factory,
} from "@guildhall/sdk";
import { CAPABILITIES, PREDEPLOYS } from "@guildhall/sdk/consortium";
import {
  type AddressLike,
  BrowserProvider,
  Contract,
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
const DUE_AT = 3_900_000_000n;
const PLEDGE_END = 3_950_000_000n;
const AMOUNT = 10_000_00n;
const [BANK, BUYER, SUPPLIER, SECOND] = [2, 4, 5, 6];

describe("Gas of the assets room: receivables", () => {
  let browser: BrowserProvider;
  let receivables: Receivables;
  let token: SettlementToken;
  let orderBook: string;
  const signers = new Map<number, JsonRpcSigner>();
  let number = 0;

  const of = (organisation: number): JsonRpcSigner => signers.get(organisation) as JsonRpcSigner;

  before(async () => {
    const { provider } = await hre.network.create();
    browser = new BrowserProvider(provider, undefined, { cacheTimeout: -1 });
    browser.pollingInterval = 1;
    for (let i = 1; i <= 8; i++) signers.set(i, await browser.getSigner(2 * (i - 1)));
    await provider.request({ method: "hardhat_impersonateAccount", params: [PREDEPLOYS.timelock] });
    const timelock = new JsonRpcSigner(browser, PREDEPLOYS.timelock);
    const { registry, directory } = PREDEPLOYS;
    const money = await deploy("SettlementToken", [registry, BANK, "EUR", 2, "Aurum Euro", "EUR"]);
    const classes = await deploy("AssetClasses", [registry, directory]);
    const claims = await deploy("ClaimRegistry", [directory]);
    const room = await deploy("Receivables", [registry, directory, classes, claims]);
    const names = Directory__factory.connect(directory, timelock);
    await names.set(encodeBytes32String("token:EUR:2"), money, FREE);
    await names.set(encodeBytes32String("receivables"), room, FREE);
    // Whoever stands for the order book, a contract must be there.
    await names.set(encodeBytes32String("orderBook"), classes, FREE);
    orderBook = await classes.getAddress();
    await provider.request({ method: "hardhat_impersonateAccount", params: [orderBook] });
    token = SettlementToken__factory.connect(await money.getAddress(), of(BANK));
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
    await (await classes.getFunction("releaseClass")(rules, FREE)).wait();
    receivables = Receivables__factory.connect(await room.getAddress(), of(SUPPLIER));
    await issued();
  });

  async function deploy(name: string, parameters: unknown[]): Promise<Contract> {
    const { abi, bytecode } = await hre.artifacts.readArtifact(name);
    const contract = await new ContractFactory(abi, bytecode, of(BANK)).deploy(...parameters, FREE);
    return new Contract(await contract.getAddress(), abi, of(BANK));
  }

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

  async function measure(
    work: string,
    bound: number,
    sent: Promise<TransactionResponse>,
    parts = 1n,
  ): Promise<void> {
    const receipt = await (await sent).wait();
    gasPoint({ room: ROOM, work, bound }, (receipt?.gasUsed ?? 0n) / parts);
  }

  it("issue", async () => {
    const terms = await nextTerms();
    const accepted = await nextTerms();
    const book = receivables.connect(new JsonRpcSigner(browser, orderBook));
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
