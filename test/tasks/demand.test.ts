import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";
import { openRoom } from "../orders/room.ts";

interface Plan {
  lines: { demand: number; fromStock: string; toOrder: string[]; short: string }[];
  overdue: { overduePromise: number; missing: string }[];
  short: string;
  cost: string;
  placed: { order: string; supplier: string; file: string; result: string }[];
}

interface Listed {
  demand: { demand: number; needed: string; delivered: string }[];
  promises: { promise: number; status: string; kept: string; late: string }[];
  stock: { owner: string; warehouse: string; quantity: string }[];
}

const PAPER = `0x${"ab".repeat(32)}`;

describe("Tasks: demand and the supply plan", function () {
  this.timeout(120_000);
  let chain: Chain;
  let cli: CommandLine;
  let folder: string;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    folder = await mkdtemp(join(tmpdir(), "guildhall-demand-"));
    await openRoom(chain);
    await cli.json("demand publish data/demand.yaml --as orion-motors");
    await cli.json("demand stock data/stock.csv --as meridian-logistics");
    await chain.snapshot();
  });

  afterEach(async () => {
    await rm(join(folder, "placed"), { recursive: true, force: true });
    await chain.restore();
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await cli.close();
    await chain.close();
  });

  const promise = (demand: number, options: string, by = "2031-02-05") =>
    cli.json(
      `demand promise ${demand} ${options} --by ${by} --currency EUR --bank aurum-bank --as delta-castings`,
    );
  const plan = (options = "") =>
    cli.json<Plan>(
      `order plan data/demand.yaml ${options} --folder ${join(folder, "placed")} --as orion-motors`,
    );
  const listed = () => cli.json<Listed>("demand list --buyer orion-motors");

  it("publishes demand, and passes over stock that is known", async () => {
    const { demand, stock } = await listed();
    expect(demand.map(({ needed }) => needed)).to.deep.equal(["400", "250", "120.5"]);
    expect(stock.map(({ quantity, warehouse }) => [quantity, warehouse])).to.deep.equal([
      ["150", "meridian-logistics"],
      ["20.5", "meridian-logistics"],
    ]);
    const again = await cli.json<{ result: string }[]>("demand stock data/stock.csv --as meridian-logistics");
    expect(new Set(again.map(({ result }) => result))).to.deep.equal(
      new Set(["passed over: not newer than the last report"]),
    );
  });

  it("shows what stock and promises cover, what is missing and what comes late", async () => {
    await promise(1, "--quantity 200 --lot 50 --price 90.30");
    await promise(1, "--quantity 100 --price 80.00", "2031-02-20");
    await promise(2, "--quantity 250 --price 85.00");
    const { lines, short, cost } = await plan();
    // Of 650 housings, 150 lie there and 550 are promised.
    expect(lines.map(({ short: missing }) => missing)).to.deep.equal(["0", "0", "100"]);
    expect(lines[2]?.fromStock).to.equal("20.5");
    expect(short).to.equal("100");
    expect(lines[0]?.toOrder.join()).to.match(/promise 1/);
    expect(lines[0]?.toOrder.join()).to.match(/promise 2 \(late: 2031-02-21T00:00:00Z\)/);
    expect(cost).to.match(/ EUR$/);
  });

  it("places the orders of the plan once, with files that the supplier can check", async () => {
    await promise(1, "--quantity 400 --lot 50 --price 90.30");
    await promise(3, "--quantity 100 --price 2.54");
    const { placed } = await plan("--place");
    expect(placed).to.have.length(1);
    expect(placed[0]).to.deep.include({ order: "1", supplier: "delta-castings", result: "placed" });
    const file = placed[0]?.file ?? "";
    expect(await readFile(file, "utf8")).to.match(/sku: CAST-0815/);
    await cli.json(`order check ${file} --order 1`);
    // Stock serves the second line, which nobody promises for: 400 housings and 100 kg of bolts are ordered.
    expect((await cli.json("order show 1")).ordered).to.equal("36374.00 EUR");
    const again = await plan("--place");
    expect(again.placed).to.deep.equal([]);
    expect(again.lines.map(({ demand, short }) => [demand, short])).to.deep.equal([
      [2, "100"],
      [3, "0"],
    ]);
    await cli.json("order reject 1 --reason 'no capacity' --as delta-castings");
    expect((await plan()).lines.map(({ demand }) => demand)).to.deep.equal([1, 2, 3]);
  });

  it("goes on where it was interrupted after an order was placed and before it was called off", async () => {
    await promise(3, "--quantity 100 --price 2.54");
    const before = await plan();
    const { placed } = await plan("--place");
    // As if the call-off had not been sent: the last block is taken back.
    expect(before.lines).to.have.length(3);
    const text = await readFile(placed[0]?.file ?? "", "utf8");
    await chain.restore();
    await promise(3, "--quantity 100 --price 2.54");
    const file = join(folder, "by-hand.yaml");
    await writeFile(file, text);
    await cli.json(`order place ${file} --as orion-motors`);
    const resumed = await plan("--place");
    expect(resumed.placed[0]).to.deep.include({ order: "1", result: "placed before" });
    expect((await plan("--place")).placed).to.deep.equal([]);
  });

  it("orders the same again when it is needed again", async () => {
    await promise(3, "--quantity 200 --lot 100 --price 2.54");
    expect((await plan("--place")).placed).to.have.length(1);
    const counted = join(folder, "counted.csv");
    const rows = await readFile("data/stock.csv", "utf8");
    await writeFile(counted, rows.replace("20.5,2026-11-20T06:00Z", "0,2026-11-21T06:00Z"));
    await cli.json(`demand stock ${counted} --as meridian-logistics`);
    const { placed } = await plan("--place");
    expect(placed.map(({ order, result }) => [order, result])).to.deep.equal([["2", "placed"]]);
    expect((await cli.json("order show 2")).ordered).to.equal("254.00 EUR");
    expect((await plan("--place")).placed).to.deep.equal([]);
  });

  it("plans anew what an order will not bring any more, once its rest was cancelled", async () => {
    await promise(3, "--quantity 100 --price 2.54");
    await plan("--place");
    await cli.json("order accept 1 --as delta-castings");
    await cli.json(`order ship 1 --amount 101.60 --evidence ${PAPER} --as delta-castings`);
    await cli.json("order cancel 1 --reason 'too slow' --as orion-motors");
    await cli.json("order cancel 1 --reason agreed --as delta-castings");
    const bolts = async () => (await plan()).lines.find(({ demand }) => demand === 3)?.toOrder;
    expect(await bolts(), "on the way").to.deep.equal([]);
    await cli.json(`order receive 1 1 --evidence ${PAPER} --as orion-motors`);
    await cli.json(`order inspect 1 1 --evidence ${PAPER} --as orion-motors`);
    await cli.json("demand delivered 1 --order 1 --delivery 1 --quantity 40 --as orion-motors");
    expect(await bolts()).to.deep.equal(["60 of promise 1"]);
  });

  it("tells kept, late and overdue promises by the deliveries of orders", async () => {
    await promise(3, "--quantity 100 --price 2.54", "2030-01-31");
    await plan("--place");
    await cli.json("order accept 1 --as delta-castings");
    await cli.json(`order ship 1 --amount 100.00 --evidence ${PAPER} --as delta-castings`);
    await cli.json(`order receive 1 1 --evidence ${PAPER} --as orion-motors`);
    const delivered = "demand delivered 1 --order 1 --delivery 1 --quantity 40 --as orion-motors";
    expect((await cli.refusal(delivered)).name).to.equal("Plan_NotDelivered");
    await cli.json(`order inspect 1 1 --evidence ${PAPER} --as orion-motors`);
    await cli.json(delivered);
    expect((await cli.refusal(delivered)).name).to.equal("Plan_AttributedAlready");
    expect((await listed()).promises[0]).to.deep.include({ status: "open", kept: "40", late: "0" });
    await chain.provider.send("evm_setNextBlockTimestamp", [1_900_000_000]);
    await chain.provider.send("evm_mine", []);
    expect((await listed()).promises[0]).to.deep.include({ status: "overdue", kept: "40" });
    expect((await plan()).overdue).to.deep.equal([
      { overduePromise: 1, supplier: 5, missing: "60", promisedFor: "2030-02-01T00:00:00Z" },
    ]);
    await cli.json("demand reduce 1 --quantity 40 --reason 'furnace down' --as delta-castings");
    expect((await listed()).promises[0]).to.deep.include({ status: "kept" });
  });

  it("names line, field and reason of what is wrong in files", async () => {
    const demand = join(folder, "demand.yaml");
    const text = await readFile("data/demand.yaml", "utf8");
    const wrongText = text.replace("quantity: 250", "quantity: lots").replace("2031-03-10", "soon");
    await writeFile(demand, wrongText);
    const line = wrongText.split("\n").findIndex((each) => each.includes("quantity: lots")) + 1;
    const { why } = await cli.refusal(`demand publish ${demand} --as orion-motors`);
    expect(why).to.match(
      new RegExp(`demand\\.yaml:${line}:\\d+ {2}demand\\[1\\]\\.quantity: "lots" is not a plain number`),
    );
    expect(why).to.match(/demand\[1\]\.neededBy: "soon" is not an ISO 8601 date/);
    await writeFile(demand, text.replace("neededBy: 2031-03-10", "neededBy: 2031-02-10"));
    expect((await cli.refusal(`demand publish ${demand} --as orion-motors`)).why).to.match(
      /demand\[1\]: is the same article, place and date as demand\[0\]/,
    );
    await writeFile(demand, text.replace(/unit: piece(?![\s\S]*unit: piece)/, "unit: box"));
    expect((await cli.refusal(`demand publish ${demand} --as orion-motors`)).why).to.match(
      /demand\[1\]\.unit: is "piece" in an earlier line of this article/,
    );
    const stock = join(folder, "stock.csv");
    const rows = await readFile("data/stock.csv", "utf8");
    await writeFile(
      stock,
      rows.replace(",150,", ",-150,").replace("20.5,2026-11-20T06:00Z", "20.5,2026-11-20"),
    );
    const wrong = (await cli.refusal(`demand stock ${stock} --as meridian-logistics`)).why;
    expect(wrong).to.match(/stock\.csv:2:4 {2}quantity: "-150" is not a number of at most 3 decimals/);
    expect(wrong).to.match(/stock\.csv:3:5 {2}countedAt: "2026-11-20" names a day, not an instant/);
    await writeFile(stock, rows.replace("owner,sku", "sku,owner"));
    expect((await cli.refusal(`demand stock ${stock} --as meridian-logistics`)).why).to.match(
      /the columns must be owner,sku,site,quantity,countedAt,receipt/,
    );
  });

  it("explains wrong arguments", async () => {
    const refused = async (command: string) => (await cli.refusal(`${command} --as delta-castings`)).why;
    expect(await refused("demand promise 1 --quantity ten")).to.match(/^--quantity "ten" is not a number/);
    const offer = "--quantity 10 --price 1.00 --by 2031-02-05 --bank aurum-bank";
    expect(await refused(`demand promise 1 ${offer}`)).to.equal("--currency is missing.");
    expect(await refused(`demand promise 1 ${offer} --currency USD`)).to.match(
      /^No bank of the alliance issues USD/,
    );
    expect(await refused(`demand promise 9 ${offer} --currency EUR`)).to.match(/no such demand/);
    expect((await cli.refusal("demand withdraw 1 --as delta-castings")).name).to.equal("Plan_NotYours");
    expect((await cli.json("demand withdraw 1 --as orion-motors")).done).to.equal("Demand 1 is withdrawn.");
  });
});
