import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { getAddress, keccak256, toUtf8Bytes } from "ethers";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";
import { openRoom } from "../orders/room.ts";

interface Shown {
  status: string;
  ordered: string;
  toShip: string;
  owed: string;
  next: string;
  deliveries: { status: string; accepted: string; penalty: string }[];
  invoices: { invoice: string; paid: string; id: string }[];
}

describe("Tasks: orders", function () {
  this.timeout(120_000);
  let chain: Chain;
  let cli: CommandLine;
  let folder: string;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    folder = await mkdtemp(join(tmpdir(), "guildhall-orders-"));
    await openRoom(chain);
    await writeFile(join(folder, "note.txt"), "delivery note 1");
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await cli.close();
    await chain.close();
  });

  const PAPER = `0x${"ab".repeat(32)}`;
  const buyer = (command: string) => cli.json(`${command} --as orion-motors`);
  const supplier = (command: string) => cli.json(`${command} --as delta-castings`);
  const show = () => cli.json<Shown>("order show 1");
  const place = () => buyer("order place data/order.yaml");

  /** The sample file with something changed. */
  async function changed(from: string | RegExp, to: string | ((found: string) => string)): Promise<string> {
    const text = await readFile("data/order.yaml", "utf8");
    const other = text.replace(from, (found) => (typeof to === "string" ? to : to(found)));
    expect(other).not.to.equal(text);
    const file = join(folder, "changed.yaml");
    await writeFile(file, other);
    return file;
  }

  async function complaint(from: string | RegExp, to: string): Promise<string> {
    const file = await changed(from, to);
    const { name, why } = await cli.refusal(`order place ${file} --as orion-motors`);
    expect(name).to.equal("InputFileError");
    return why.replaceAll(file, "order.yaml");
  }

  it("leads an order from its file to its payment, each step a command", async () => {
    const placed = await place();
    expect(placed).to.deep.include({ order: "1", total: "93.36 EUR" });
    expect((await cli.json("order check data/order.yaml --order 1")).digest).to.equal(placed.file);
    expect((await show()).next).to.equal("order accept 1 --as <supplier>");
    await supplier("order accept 1");
    const note = join(folder, "note.txt");
    const shipped = await supplier(
      `order ship 1 --amount 50.00 --carrier meridian-logistics --evidence ${note}`,
    );
    expect(shipped.note).to.equal(keccak256(toUtf8Bytes("delivery note 1")));
    await supplier(`order ship 1 --evidence ${PAPER}`);
    await cli.json(`order receive 1 1 --amount 45.00 --evidence ${PAPER} --as meridian-logistics`);
    await buyer(`order receive 1 2 --evidence ${PAPER}`);
    await buyer(`order inspect 1 1 --accept 40 --evidence ${PAPER}`);
    expect((await show()).toShip).to.equal("10.00 EUR");
    await buyer(`order inspect 1 2 --evidence ${PAPER}`);
    await supplier(`order ship 1 --evidence ${PAPER}`);
    await buyer(`order receive 1 3 --evidence ${PAPER}`);
    await buyer(`order inspect 1 3 --evidence ${PAPER}`);
    expect(await show()).to.deep.include({ status: "inspected", ordered: "93.36 EUR" });
    const invoice = await supplier(`order invoice 1 re-2031/0017 --evidence ${PAPER}`);
    expect(invoice.invoice).to.equal("RE20310017");
    await buyer("order accept-invoice 1 'RE 2031-0017'");
    await buyer("order pay 1 RE20310017 --amount 90.00");
    expect(await show()).to.deep.include({ status: "invoiced", owed: "3.36 EUR" });
    await buyer("order pay 1 RE20310017");
    const paid = await show();
    expect(paid).to.deep.include({ status: "paid", owed: "0.00 EUR", next: "" });
    expect(paid.invoices[0]).to.deep.include({ invoice: "RE20310017", paid: "93.36 EUR" });
    const [listed] = await cli.json<Record<string, string>[]>(
      "order list --buyer orion-motors --status paid",
    );
    expect(listed).to.deep.include({ order: "1", supplier: "delta-castings", ordered: "93.36 EUR" });
    expect(await cli.json("order list --supplier kappa-fasteners")).to.deep.equal([]);
    expect((await cli.run("order show 1")).stdout).to.match(/status +paid/);
  });

  it("takes goods back with a credit and a refund, and credits an invoice", async () => {
    await place();
    await supplier("order accept 1");
    await supplier(`order ship 1 --evidence ${PAPER}`);
    await buyer(`order receive 1 1 --evidence ${PAPER}`);
    await buyer(`order inspect 1 1 --evidence ${PAPER}`);
    await supplier(`order invoice 1 A1 --amount 80.00 --evidence ${PAPER}`);
    await supplier(`order credit 1 A1 --amount 1.00 --evidence ${PAPER}`);
    await buyer("order pay 1 A1");
    const accounts = (await chain.provider.send("eth_accounts", [])) as string[];
    // 13.36 of it were not invoiced; the rest goes back to the buyer's first account.
    const back = await supplier(`order return 1 1 --amount 20.00 --invoice A1 --evidence ${PAPER}`);
    expect(back).to.deep.include({ refunded: "6.64 EUR", refundTo: getAddress(accounts[6] ?? "") });
    expect(await show()).to.deep.include({ status: "paid", ordered: "73.36 EUR" });
    expect((await show()).deliveries[0]?.accepted).to.equal("73.36 EUR");
  });

  it("cancels, recalls, declines and disputes", async () => {
    await place();
    await supplier("order accept 1");
    await supplier(`order ship 1 --amount 50.00 --evidence ${PAPER}`);
    const asked = await buyer("order cancel 1 --reason 'design changed'");
    expect(asked.done).to.match(/^The other party is asked to agree that 43\.36 EUR of order 1/);
    expect((await supplier("order cancel 1 --reason agreed")).done).to.equal(
      "43.36 EUR of order 1 is cancelled.",
    );
    await supplier(`order recall 1 1 --evidence ${PAPER}`);
    expect((await show()).status).to.equal("cancelled");
    await place();
    await supplier("order reject 2 --reason 'no capacity'");
    expect((await cli.refusal("order accept 2 --as delta-castings")).name).to.equal("Orders_WrongStatus");
  });

  it("names line, field and reason of everything that is wrong in a file", async () => {
    expect(await complaint("total: 93.36", "total: 93.37")).to.match(
      /^order\.yaml:\d+:8 {2}total: "93\.37" is not what the lines come to, each rounded half up: 93\.36 EUR;/,
    );
    expect(await complaint("quantity: 0.45", "quantity: -0.45")).to.match(
      /lines\[1\]\.quantity: "-0\.45" is below zero; expected a quantity above 0 with at most 3 decimals/,
    );
    expect(await complaint("total: 93.36", "total: -93.36")).to.match(/total: is not above zero/);
    expect(await complaint("quantity: 0.28", "quantity: 0.2801")).to.match(/lines\[2\]\.quantity: "0\.2801"/);
    expect(await complaint("unitPrice: 6.87", "unitPrice: 1e3")).to.match(/lines\[2\]\.unitPrice: "1e3"/);
    expect(await complaint("currency: EUR", "currency: XXY")).to.match(/currency: "XXY" is no currency/);
    expect(await complaint("total: 93.36", "total: 93.365")).to.match(/total: .*finer than EUR/);
    expect(await complaint("2031-02-28", "2031-01-01")).to.match(/deliverBy: is earlier than acceptBy/);
    expect(await complaint("2031-02-28", "2031-02-28T12:00")).to.match(/deliverBy: .*has no zone/);
    expect(await complaint(/^deliverTo.*$/m, "deliver: here")).to.match(/deliver: is unknown here/);
    expect(await complaint("total: 93.36", "rounding: 3.00\ntotal: 96.36")).to.match(
      /rounding: .*more than one minor unit/,
    );
    expect((await cli.refusal("order place nowhere.yaml --as orion-motors")).why).to.match(
      /^nowhere\.yaml:1:1 .*cannot be read/,
    );
  });

  it("takes 93.37 with a rounding item that says so (A11)", async () => {
    const file = await changed("total: 93.36", "rounding: 0.01\ntotal: 93.37");
    expect((await buyer(`order place ${file}`)).total).to.equal("93.37 EUR");
    const { why } = await cli.refusal(`order check data/order.yaml --order 1`);
    expect(why).to.match(/^data\/order\.yaml is not the file of order 1:/);
  });

  it("knows an order's content again, however its file is written", async () => {
    const { file } = await place();
    const respaced = await changed(/lines:\n(.*\n)+?\n/, (lines) => lines.replaceAll(", unit:", ",   unit:"));
    const { digest } = await cli.json(`order check ${respaced} --order 1`);
    expect(digest).to.equal(file);
  });

  it("explains wrong arguments", async () => {
    await place();
    const refused = async (command: string) => (await cli.refusal(`${command} --as delta-castings`)).why;
    expect(await refused("order accept 7")).to.equal("There is no order 7; 1 were placed.");
    expect(await refused("order accept one")).to.equal('order "one" is not a whole number.');
    await supplier("order accept 1");
    expect(await refused("order ship 1")).to.equal("--evidence is missing.");
    expect(await refused("order ship 1 --evidence nowhere.pdf")).to.match(
      /^--evidence "nowhere\.pdf" cannot be read/,
    );
    expect(await refused(`order ship 1 --amount 5.001 --evidence ${PAPER}`)).to.match(/finer than EUR/);
    expect(await refused(`order ship 1 --amount '5 USD' --evidence ${PAPER}`)).to.match(/is not in EUR/);
    expect(await refused(`order ship 1 --carrier nobody --evidence ${PAPER}`)).to.match(
      /^No member is called "nobody"/,
    );
    expect(await refused(`order recall 1 1 --evidence ${PAPER}`)).to.equal("Order 1 has no delivery 1.");
    expect(await refused("order cancel 1")).to.equal("--reason is missing.");
    expect(await refused("order pay 1 X9")).to.equal('Order 1 has no invoice "X9".');
    expect(await refused(`order invoice 1 '/' --evidence ${PAPER}`)).to.match(/has no letter or digit/);
    expect((await cli.refusal("order list --status open")).why).to.match(/is unknown/);
    const { name, text } = await cli.refusal(`order ship 1 --evidence ${PAPER} --as orion-motors`);
    expect([name, text]).to.deep.equal([
      "Orders_NotYours",
      "Orders_NotYours(orderId: 1, orgId: 4, expected: 5)",
    ]);
  });
});
