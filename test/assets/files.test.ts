import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { saltedDigest } from "@guildhall/sdk/assets";
import { bitsOf, CAPABILITIES } from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { id, keccak256, toUtf8Bytes, ZeroHash } from "ethers";
import { parseClassFile, readClassFile } from "../../assets/class-file.ts";
import { readInvoiceFile } from "../../assets/invoice-file.ts";
import { readReceiptFile } from "../../assets/receipt-file.ts";

const CLASS = "data/asset-class.yaml";
const INVOICE = "data/invoice.yaml";
const RECEIPT_CLASS = "data/receipt-class.yaml";
const LOT = "data/warehouse-receipt.yaml";

describe("Files of the assets room", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "guildhall-assets-"));
  });

  after(() => rm(folder, { recursive: true }));

  const changed = async (file: string, changes: readonly [RegExp | string, string][]): Promise<string> => {
    const text = changes.reduce((all, [from, to]) => all.replace(from, to), await readFile(file, "utf8"));
    const path = join(folder, "changed.yaml");
    await writeFile(path, text);
    return path;
  };

  const complaint = async (read: Promise<unknown>): Promise<string> => {
    const error = await read.then(
      () => undefined,
      (cause: Error) => cause,
    );
    if (error === undefined) throw new Error("was not refused");
    return (error as Error & { why: string }).why.replaceAll(`${folder}/`, "");
  };

  it("the sample class, with the digest of its very bytes", async () => {
    const text = await readFile(CLASS, "utf8");
    const definition = await readClassFile(CLASS);
    expect(definition).to.deep.include({
      title: "Castings and fasteners, receivables in euro",
      currency: "EUR",
      bank: "aurum-bank",
      graceSeconds: 2_592_000,
      tierLimit: 3,
      issuerCapabilities: bitsOf(CAPABILITIES, ["supplier"]),
      holderCapabilities: bitsOf(CAPABILITIES, ["supplier", "bank"]),
      rulesDigest: keccak256(toUtf8Bytes(text)),
    });
    expect(parseClassFile(`${text}\n`, CLASS).rulesDigest).to.not.equal(definition.rulesDigest);
  });

  it("names line and field of everything that is wrong in a class", async () => {
    const path = await changed(CLASS, [
      ["kind: receivables", "kind: bonds"],
      ["money: EUR", "money: EURO"],
      ["graceDays: 30", "graceDays: 3.5"],
      ["tierLimit: 3", "tierLimit: 256"],
      ["[supplier, bank]", "[supplier, banker]"],
      [/digest: .*/, "digest: 0x12"],
      [/$/, "\nrate: 3\n"],
    ]);
    expect(
      (await complaint(readClassFile(path))).split("\n").map((line) => line.replace(/;.*/, "")),
    ).to.deep.equal([
      'changed.yaml:6:9  class.kind: "bonds" is unknown',
      'changed.yaml:9:10  terms.money: "EURO" is no currency',
      'changed.yaml:11:14  terms.graceDays: "3.5" is not a whole number in decimal digits',
      'changed.yaml:14:14  transfer.tierLimit: "256" is out of range',
      'changed.yaml:16:23  transfer.holders[1]: "banker" is unknown',
      'changed.yaml:21:13  documents[0].digest: "0x12" is not a digest',
      "changed.yaml:23:7  rate: is unknown here",
    ]);
    const twice = await changed(CLASS, [["[supplier, bank]", "[bank, bank]"]]);
    expect(await complaint(readClassFile(twice))).to.match(/transfer\.holders\[1\]: "bank" stands above/);
  });

  it("the sample class of receipts, which names no money", async () => {
    expect(await readClassFile(RECEIPT_CLASS)).to.deep.include({
      currency: undefined,
      bank: undefined,
      graceSeconds: 259_200,
      tierLimit: 255,
      issuerCapabilities: bitsOf(CAPABILITIES, ["logistics"]),
    });
    const paid = await changed(RECEIPT_CLASS, [["  graceDays", "  money: EUR\n  graceDays"]]);
    expect(await complaint(readClassFile(paid))).to.match(/:9:\d+ {2}terms: names money; expected none/);
    const banked = await changed(RECEIPT_CLASS, [["  graceDays", "  bank: aurum-bank\n  graceDays"]]);
    expect(await complaint(readClassFile(banked))).to.match(/terms: names money/);
    const unpaid = await changed(CLASS, [[/ {2}money: EUR\n/, ""]]);
    expect(await complaint(readClassFile(unpaid))).to.match(/terms: names no money/);
  });

  it("the sample invoice", async () => {
    expect(await readInvoiceFile(INVOICE)).to.deep.equal({
      classId: 1,
      debtor: "orion-motors",
      number: "INV20310042",
      currency: "EUR",
      amountMinor: 12_500_00n,
      dueAt: Date.parse("2031-10-01T00:00:00+02:00") / 1000,
      tierLimit: undefined,
      recourse: true,
      invoiceDigest: "0x8c1b7f0f6c2d94e1a5b3c7d8e9f00112233445566778899aabbccddeeff00112",
      evidenceDigest: ZeroHash,
      evidenceSalt: undefined,
      orderReference: ZeroHash,
    });
  });

  it("reads the documents it names, evidence with a salt", async () => {
    await writeFile(join(folder, "invoice.txt"), "Invoice 42");
    await writeFile(join(folder, "note.txt"), "Delivered");
    const salt = id("salt");
    const path = await changed(INVOICE, [
      [/invoice: .*/, `invoice: { file: invoice.txt }\nevidence: { file: note.txt, salt: "${salt}" }`],
    ]);
    const invoice = await readInvoiceFile(path);
    expect(invoice.invoiceDigest).to.equal(keccak256(toUtf8Bytes("Invoice 42")));
    expect(invoice.evidenceDigest).to.equal(saltedDigest(toUtf8Bytes("Delivered"), salt).digest);
    expect(invoice.evidenceSalt).to.equal(salt);
    await rm(join(folder, "note.txt"));
    expect(await complaint(readInvoiceFile(path))).to.match(/note\.txt cannot be read \(ENOENT\)/);
  });

  // A13: an invoice with a negative total is a credit note; a double minus adds no debt.
  it("refuses negative totals, and says what they are", async () => {
    for (const amount of ["-12500.00 EUR", "EUR -12500.00", "(12500.00) EUR", "12500.00- EUR"]) {
      const path = await changed(INVOICE, [["12500.00 EUR", `"${amount}"`]]);
      expect(await complaint(readInvoiceFile(path)), amount).to.match(
        /changed\.yaml:6:9 {2}amount: ".*" is negative: that is a credit note, which `asset credit`/,
      );
    }
    const double = await changed(INVOICE, [["12500.00 EUR", '"--12500.00 EUR"']]);
    expect(await complaint(readInvoiceFile(double))).to.match(/is negative/);
    const nothing = await changed(INVOICE, [["12500.00 EUR", "0.00 EUR"]]);
    expect(await complaint(readInvoiceFile(nothing))).to.match(/amount: "0\.00 EUR" is nothing/);
  });

  it("names line and field of everything that is wrong in an invoice", async () => {
    const path = await changed(INVOICE, [
      ["class: 1", "class: 0"],
      ["INV-2031/0042", "//"],
      ["12500.00 EUR", "12,500.00 EUR"],
      ["day: 2031-09-30", "day: 30.09.2031"],
      ["recourse: yes", "recourse: perhaps"],
    ]);
    expect(
      (await complaint(readInvoiceFile(path))).split("\n").map((line) => line.replace(/;.*/, "")),
    ).to.deep.equal([
      'changed.yaml:3:8  class: "0" is out of range',
      'changed.yaml:5:9  number: "//" is refused: "//" has no letter or digit of the Latin alphabet to know a document by',
      'changed.yaml:6:9  amount: "12,500.00 EUR" is refused: "12,500.00 EUR" has marks between digits or a decimal comma',
      'changed.yaml:7:13  due.day: "30.09.2031" is no day',
      'changed.yaml:8:11  recourse: "perhaps" is unknown',
    ]);
    const zone = await changed(INVOICE, [["Europe/Berlin", "Europe/Atlantis"]]);
    expect(await complaint(readInvoiceFile(zone))).to.match(
      /:7:\d+ {2}due: "Europe\/Atlantis" is no time zone/,
    );
    const both = await changed(INVOICE, [[/invoice: .*/, "invoice: {}"]]);
    expect(await complaint(readInvoiceFile(both))).to.match(/:9:\d+ {2}invoice: .*one of them/);
  });

  it("the sample lot", async () => {
    expect(await readReceiptFile(LOT)).to.deep.equal({
      classId: 1,
      depositor: "kappa-fasteners",
      inspector: "clearview-audit",
      lot: "MW20310441",
      commodity: "BOLT-M8X40",
      quantity: 850_500n,
      unit: "kg",
      exponent: 3,
      site: "Orion Motors plant 1",
      storageUntil: Date.parse("2032-01-01T00:00:00Z") / 1000,
      charges: "0.12 EUR per kg and month",
      tierLimit: undefined,
      toleranceBps: 50,
      evidenceDigest: "0x3c9d1b0a7f5e4c2d8b6a9f0e1d2c3b4a59687786958473625140fedcba987654",
      evidenceSalt: undefined,
    });
  });

  it("reads the evidence of a lot, with a salt", async () => {
    await writeFile(join(folder, "weighing.txt"), "850.5 kg");
    const salt = id("salt");
    const path = await changed(LOT, [[/evidence: .*/, `evidence: { file: weighing.txt, salt: "${salt}" }`]]);
    const { evidenceDigest, evidenceSalt } = await readReceiptFile(path);
    expect(evidenceDigest).to.equal(saltedDigest(toUtf8Bytes("850.5 kg"), salt).digest);
    expect(evidenceSalt).to.equal(salt);
    const none = await changed(LOT, [[/evidence: .*/, "evidence: {}"]]);
    expect(await complaint(readReceiptFile(none))).to.match(/evidence: .*one of them/);
  });

  it("names line and field of everything that is wrong in a lot", async () => {
    const path = await changed(LOT, [
      ["MW-2031/0441", "//"],
      ["amount: 850.5", "amount: -850.5"],
      ["decimals: 3", "decimals: 19"],
      ["until: 2031-12-31", "until: soon"],
      ["tolerancePercent: 0.5", "tolerancePercent: 11"],
    ]);
    expect(
      (await complaint(readReceiptFile(path))).split("\n").map((line) => line.replace(/[;:] .*/, "")),
    ).to.deep.equal([
      "changed.yaml:6:6  lot",
      "changed.yaml:8:21  quantity.amount",
      "changed.yaml:8:49  quantity.decimals",
      "changed.yaml:10:19  storage.until",
      "changed.yaml:11:19  tolerancePercent",
    ]);
    const fine = await changed(LOT, [["amount: 850.5", "amount: 850.5001"]]);
    expect(await complaint(readReceiptFile(fine))).to.match(/quantity\.amount: has more than 3 decimals/);
  });
});
