import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

interface Shown {
  gives: string;
  takes: string;
  until: string;
  quoteId: string;
}

describe("Tasks: quotes", function () {
  this.timeout(120_000);
  let chain: Chain;
  let cli: CommandLine;
  let path: string;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    path = join(cli.folder, "quote.json");
    await cli.json("deploy --carry --as nordgrid");
    await cli.json("token issue orion-motors '1000.00 EUR' --reference 1 --as aurum-bank");
    await cli.json("token issue delta-castings '9000.00 CNY' --reference 2 --as jade-bank");
    await cli.json("token approve currencyExchange --currency EUR --bank aurum-bank --as orion-motors");
    await cli.json("token approve currencyExchange --currency CNY --as delta-castings");
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const quote = (until: string, file = path, rest = "--taker delta-castings") =>
    cli.json<Shown>(
      `fx quote '100.00 EUR' '780.05 CNY' --bank aurum-bank --until ${until} --out ${file} ${rest} --as orion-motors`,
    );
  const balance = async (who: string, currency: string) => {
    const rows = await cli.json<{ currency: string; balance: string }[]>(`token balance ${who}`);
    return rows.find((row) => row.currency === currency)?.balance;
  };

  it("quote, accept, settle, list: from one hand to the other", async () => {
    const shown = await quote("2032-01-01T01:00:00+01:00");
    expect(shown).to.deep.include({
      gives: "100.00 EUR",
      takes: "780.05 CNY",
      until: "2032-01-01T00:00:00Z",
    });
    const early = await cli.refusal(`fx settle ${path} --as kappa-fasteners`);
    expect(early.name).to.equal("Exchange_BadSignature");
    const accepted = await cli.json<Shown>(`fx accept ${path} --as delta-castings`);
    expect(accepted.takes).to.equal("780.05 CNY");
    const settled = await cli.json(`fx settle ${path} --as kappa-fasteners`);
    expect(settled.done).to.equal("Settled: 100.00 EUR for 780.05 CNY.");
    expect(await balance("orion-motors", "EUR")).to.equal("900.00 EUR");
    expect(await balance("orion-motors", "CNY")).to.equal("780.05 CNY");
    expect(await balance("delta-castings", "EUR")).to.equal("100.00 EUR");
    expect((await cli.refusal(`fx settle ${path} --as kappa-fasteners`)).name).to.equal("Exchange_NonceUsed");
    const [event] = await cli.json<Record<string, unknown>[]>("fx list");
    expect(event).to.deep.include({ kind: "settled", quoteId: shown.quoteId });
    expect((await cli.run("fx list")).stdout).to.match(
      /settled +│ 0x\w+ +│ 100\.00 EUR +│ 0x\w+ +│ 780\.05 CNY/,
    );
  });

  it("settle: a taker needs no signature of its own", async () => {
    await quote("2032-01-01T00:00:00Z");
    await cli.json(`fx settle ${path} --as delta-castings`);
    expect(await balance("delta-castings", "EUR")).to.equal("100.00 EUR");
  });

  it("settle: many at once, what cannot be settled is left out and told", async () => {
    const second = join(cli.folder, "second.json");
    await quote("2032-01-01T00:00:00Z");
    await cli.json(`fx accept ${path} --as delta-castings`);
    await cli.json(
      `fx quote '5000.00 EUR' '1.00 CNY' --bank aurum-bank --until 2032-01-01 --taker delta-castings --out ${second} --as orion-motors`,
    );
    await cli.json(`fx accept ${second} --as delta-castings`);
    const third = join(cli.folder, "third.json");
    await quote("2032-01-01T00:00:00Z", third);
    await cli.json(`fx accept ${third} --as delta-castings`);
    const { stdout, exitCode } = await cli.run(
      `fx settle ${path},${second},${third} --as kappa-fasteners --json`,
    );
    expect(exitCode).to.equal(1);
    const { quotes } = JSON.parse(stdout) as { quotes: { outcome: string; why: string }[] };
    expect(quotes.map(({ outcome, why }) => [outcome, why])).to.deep.equal([
      ["settled", ""],
      ["left out", "The account holds less than it is to pay."],
      ["settled", ""],
    ]);
  });

  it("quote: two are both firm, unless one is made instead of the other", async () => {
    const second = join(cli.folder, "second.json");
    await quote("2032-01-01T00:00:00Z");
    await quote("2032-01-01T00:00:00Z", second, `--taker delta-castings --instead-of ${path}`);
    await cli.json(`fx settle ${path} --as delta-castings`);
    expect((await cli.refusal(`fx settle ${second} --as delta-castings`)).name).to.equal(
      "Exchange_NonceUsed",
    );
    const late = await cli.refusal(`fx accept ${second} --as delta-castings`);
    expect(late.why).to.match(/can never be settled: the maker's nonce \d+ was settled or cancelled\.$/);
  });

  it("quote: nobody signs what can never settle", async () => {
    const refusal = async (amounts: string, rest: string) =>
      (await cli.refusal(`fx quote ${amounts} --bank aurum-bank --out ${path} ${rest} --as orion-motors`))
        .why;
    const until = "--until 2032-01-01T00:00:00Z";
    const fair = "'1.00 EUR' '7.80 CNY'";
    expect(await refusal(fair, "--until 2020-01-01T00:00:00Z")).to.match(
      /its time was over at 2020-01-01T00:00:00Z\.$/,
    );
    expect(await refusal(fair, `${until} --taker orion-motors`)).to.match(
      /maker and taker are one account\.$/,
    );
    expect(await refusal("'1.00 EUR' '0.00 CNY'", until)).to.match(/one side gives nothing\.$/);
    expect(await refusal("'1.00 EUR' '1.00 EUR'", `${until} --other-bank aurum-bank`)).to.match(
      /both sides give the same money\.$/,
    );
  });

  it("accept: refuses a quote whose time is over", async () => {
    const { timestamp = 0 } = (await chain.provider.getBlock("latest")) ?? {};
    await quote(new Date((timestamp + 600) * 1000).toISOString());
    await chain.provider.send("evm_increaseTime", [601]);
    await chain.provider.send("evm_mine", []);
    expect((await cli.refusal(`fx accept ${path} --as delta-castings`)).name).to.equal("QuoteCannotSettle");
    expect((await cli.refusal(`fx settle ${path} --as delta-castings`)).name).to.equal(
      "Exchange_QuoteExpired",
    );
  });

  it("quote: an expiry without zone is refused (P05)", async () => {
    const { why } = await cli.refusal(
      `fx quote '1.00 EUR' '7.80 CNY' --bank aurum-bank --until 2026-10-25T02:30 --out ${path} --as orion-motors`,
    );
    expect(why).to.equal('--until "2026-10-25T02:30" has no zone, so it names no instant.');
  });

  it("cancel: by the maker for good, by the taker its acceptance; not by others", async () => {
    await quote("2032-01-01T00:00:00Z");
    await cli.json(`fx accept ${path} --as delta-castings`);
    const stranger = await cli.refusal(`fx cancel ${path} --as kappa-fasteners`);
    expect(stranger.why).to.match(/is neither the maker nor the taker of this quote\.$/);
    await cli.json(`fx cancel ${path} --as delta-castings`);
    expect((await cli.refusal(`fx settle ${path} --as kappa-fasteners`)).name).to.equal(
      "Exchange_QuoteWithdrawn",
    );
    await cli.json(`fx cancel ${path} --as orion-motors`);
    expect((await cli.refusal(`fx settle ${path} --as delta-castings`)).name).to.equal("Exchange_NonceUsed");
    const again = await cli.refusal(`fx cancel ${path} --as orion-motors`);
    expect(again.why).to.match(/^The quote was settled or cancelled before/);
    const kinds = (await cli.json<{ kind: string }[]>("fx list")).map(({ kind }) => kind);
    expect(kinds).to.deep.equal(["withdrawn", "cancelled"]);
  });

  it("accept: refuses a quote that was changed or is in strange money", async () => {
    await quote("2032-01-01T00:00:00Z");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace('"78005"', '"77005"'));
    expect((await cli.refusal(`fx accept ${path} --as delta-castings`)).name).to.equal("QuoteNotSigned");
    await writeFile(path, text.replace('"78005"', "78005"));
    expect((await cli.refusal(`fx accept ${path} --as delta-castings`)).why).to.equal(
      "The quote's field quote.takerAmountMinor is not a text but 78005.",
    );
    const parsed = JSON.parse(text);
    parsed.quote.makerToken = parsed.quote.maker;
    await writeFile(path, JSON.stringify(parsed));
    expect((await cli.refusal(`fx accept ${path} --as delta-castings`)).why).to.match(
      /is no money that the directory lists\.$/,
    );
  });
});
