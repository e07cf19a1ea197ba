import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { COLUMNS, type ObligationFileInvalid, readObligations } from "../../../payments/netting/file.ts";
import { generateDay } from "../../../payments/netting/generate.ts";

const HEAD = COLUMNS.join();
/** Of the sample alliance, the largest trader first. */
const MEMBERS = [
  "orion-motors",
  "delta-castings",
  "nordgrid",
  "kappa-fasteners",
  "meridian-logistics",
  "aurum-bank",
  "jade-bank",
  "clearview-audit",
];

describe("Netting: files of obligations", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "guildhall-netting-"));
  });

  after(() => rm(folder, { recursive: true }));

  const read = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return readObligations(path);
  };
  const faults = async (name: string, text: string) => {
    try {
      await read(name, text);
    } catch (error) {
      return (error as ObligationFileInvalid).why.split("\n- ").slice(1);
    }
    throw new Error("The file was taken.");
  };

  it("reads amounts exactly, priorities, options, the other leg and the UETR", async () => {
    const uetr = "eb6305c9-1f7f-49de-aed0-16487c27b42d";
    const [first, second] = await read(
      "good.csv",
      `${HEAD}\na,b,0.10 EUR,,,,\nb,a,1250.50 EUR,urgent,may-wait,9800.00 CNY,${uetr}\n`,
    );
    expect(first).to.deep.equal({
      line: 2,
      debtor: "a",
      creditor: "b",
      amount: { currency: "EUR", amountMinor: 10n },
      priority: "normal",
      isDivisible: false,
      mayWait: false,
      versus: undefined,
      uetr: undefined,
    });
    expect(second).to.deep.include({
      amount: { currency: "EUR", amountMinor: 125050n },
      priority: "urgent",
      mayWait: true,
      versus: { currency: "CNY", amountMinor: 980000n },
      uetr,
    });
  });

  it("names line and field of every fault", async () => {
    const lines = [
      "a,b,1.005 EUR,,,,",
      "a,a,1.00 EUR,,,,",
      ",b,1.00 EUR,,,,",
      "a,,1.00 EUR,,,,",
      "a,b,,,,,",
      "a,b,0.00 EUR,,,,",
      "a,b,1.00 EUR,soon,,,",
      "a,b,1.00 EUR,,sometimes,,",
      "a,b,1.00 EUR,,divisible,2.00 CNY,",
      "a,b,1.00 EUR,,,2.00 EUR,",
      "a,b,1.00 EUR,,,,1234",
      "a,b,1.00 EUR",
    ];
    expect(await faults("bad.csv", [HEAD, ...lines].join("\n"))).to.deep.equal([
      'line 2, amount: "1.005 EUR" is finer than EUR is counted: it has 2 decimals',
      "line 3, creditor: is the debtor itself",
      "line 4, debtor: is missing",
      "line 5, creditor: is missing",
      "line 6, amount: is missing",
      "line 7, amount: is zero",
      'line 8, priority: "soon" is none of normal, high, urgent',
      'line 9, options: "sometimes" is none of divisible, may-wait',
      "line 10, options: payment versus payment is not divisible",
      "line 11, versus: is in the currency of the amount",
      'line 12, uetr: "1234" is no UUID of version 4',
      "line 13: has 3 cells instead of 7",
    ]);
  });

  it("takes amounts as text only, never a JSON number or an exponent", async () => {
    const line = (amount: string) => `{"debtor":"a","creditor":"b","amount":${amount}}`;
    const found = await faults(
      "numbers.jsonl",
      [line("9007199254740993"), line("1e21"), line('"1e21 EUR"'), line('"0.10 EUR"')].join("\n"),
    );
    expect(found).to.deep.equal([
      "line 1, amount: 9007199254740992 is not text; a JSON number may not be exact",
      "line 2, amount: 1e+21 is not text; a JSON number may not be exact",
      'line 3, amount: "1e21 EUR" is written with an exponent',
    ]);
    const [only] = await read("text.jsonl", line('"0.10 EUR"'));
    expect(only?.amount.amountMinor).to.equal(10n);
  });

  it("refuses other columns, other fields, no JSON, nothing, and no file", async () => {
    expect(await faults("columns.csv", "debtor,creditor\na,b\n")).to.deep.equal([
      `line 1: the columns must be ${HEAD}, not debtor,creditor`,
    ]);
    const [stray, broken] = await faults("fields.jsonl", '{"debtor":"a","sum":"1"}\n{');
    expect(stray).to.equal("line 1, sum: is no field of an obligation");
    expect(broken).to.match(/^line 2: is no JSON: /);
    expect(await faults("empty.csv", `${HEAD}\n`)).to.deep.equal(["the file holds no line"]);
    const missing = await readObligations(join(folder, "nowhere.csv")).catch((error) => error);
    expect(missing.why).to.match(/the file cannot be read \(ENOENT\)/);
  });

  it("the sample day is what the generator writes for its seed, and reads", async () => {
    const day = { seed: 1, count: 120, members: MEMBERS, currencies: ["EUR", "CNY"] };
    const text = generateDay(day);
    expect(await readFile("data/obligations.csv", "utf8")).to.equal(text);
    expect(generateDay({ ...day, seed: 2 })).to.not.equal(text);
    const lines = await readObligations("data/obligations.csv");
    expect(lines).to.have.length(120);
    expect(new Set(lines.map(({ debtor }) => debtor))).to.deep.equal(new Set(MEMBERS));
    expect(lines.some(({ versus }) => versus !== undefined)).to.equal(true);
  });
});
