import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { directoryNameOf, readPaymentsPlan } from "../../payments/plan.ts";

const MEMBERS = [
  { id: 2, alias: "aurum-bank" },
  { id: 3, alias: "jade-bank" },
];
const EURO = "{ currency: EUR, issuer: aurum-bank, name: Aurum euro, symbol: EUR-A }";
const YEN = "{ currency: JPY, issuer: Jade-Bank, name: Jade yen, symbol: JPY-J }";
const TIMES = {
  cutOffEverySeconds: 600,
  cutOffOffsetSeconds: 0,
  proposalSeconds: 60,
  turnSeconds: 60,
  lifetimeCycles: 9,
};

describe("The plan of payments", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "guildhall-plan-"));
  });
  after(() => rm(folder, { recursive: true }));

  async function read(
    tokens: readonly string[],
    netted = ["{ currency: EUR, issuer: aurum-bank, weight: 1 }"],
    times = {},
  ) {
    const lines = [
      "tokens:",
      ...tokens.map((token) => `  - ${token}`),
      "netting:",
      "  currencies:",
      ...netted.map((currency) => `    - ${currency}`),
      ...Object.entries({ ...TIMES, ...times }).map(([name, value]) => `  ${name}: ${value}`),
    ];
    const path = join(folder, "payments.yaml");
    await writeFile(path, lines.join("\n"));
    return readPaymentsPlan(path, MEMBERS);
  }

  async function faultsOf(...args: Parameters<typeof read>): Promise<string> {
    const error = await read(...args).catch((cause) => cause);
    expect(error.name).to.equal("InputFileError");
    return error.why.replaceAll(join(folder, "payments.yaml"), "payments.yaml");
  }

  it("gives each token its exponent, its issuer's number and its name in the directory", async () => {
    const { tokens, netting } = await read([EURO, YEN]);
    expect(tokens).to.deep.equal([
      { currency: "EUR", exponent: 2, issuer: 2, name: "Aurum euro", symbol: "EUR-A" },
      { currency: "JPY", exponent: 0, issuer: 3, name: "Jade yen", symbol: "JPY-J" },
    ]);
    expect(tokens.map(directoryNameOf)).to.deep.equal(["token:EUR:2", "token:JPY:3"]);
    expect(netting.currencies).to.deep.equal([{ currency: "EUR", issuer: 2, weight: 1 }]);
  });

  it("is refused with every fault and its place", async () => {
    const stranger = "{ currency: XXQ, issuer: nobody, name: Euro, symbol: E, rate: 1 }";
    const faults = await faultsOf([EURO, stranger]);
    expect(faults).to.match(/^payments\.yaml:3:\d+ {2}tokens\[1\]\.currency: /m);
    expect(faults).to.match(/^payments\.yaml:3:\d+ {2}tokens\[1\]\.issuer: .*is no member of this alliance/m);
    expect(faults).to.match(/^payments\.yaml:3:\d+ {2}tokens\[1\]\.rate: /m);
  });

  it("issues a bank's money once", async () => {
    expect(await faultsOf([EURO, EURO])).to.contain("tokens[1]: is a second EUR of the same bank");
  });

  it("nets money that it issues, each currency once", async () => {
    const euro = "{ currency: EUR, issuer: aurum-bank, weight: 1 }";
    const yuan = "{ currency: CNY, issuer: jade-bank, weight: 1 }";
    const faults = await faultsOf([EURO], [euro, yuan, euro]);
    expect(faults).to.contain("netting.currencies[1]: is money that this file does not issue");
    expect(faults).to.contain("netting.currencies[2]: is a second EUR; expected each currency once");
    const jade = "{ currency: EUR, issuer: jade-bank, name: Jade euro, symbol: EUR-J }";
    expect(await faultsOf([EURO, jade], [euro, euro.replace("aurum", "jade")])).to.contain(
      "netting.currencies[1]: is a second EUR",
    );
  });

  it("leaves time for proposals and four turns", async () => {
    expect(await faultsOf([EURO], undefined, { turnSeconds: 136 })).to.contain("turnSeconds: leaves no time");
    expect((await read([EURO], undefined, { turnSeconds: 135 })).netting.turnSeconds).to.equal(135);
    expect(await faultsOf([EURO], undefined, { cutOffOffsetSeconds: 600 })).to.contain("is a period or more");
  });
});
