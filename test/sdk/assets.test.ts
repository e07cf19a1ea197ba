import {
  BadDocumentNumber,
  BadDueDate,
  documentKey,
  dueAt,
  dueDates,
  instalments,
  normaliseNumber,
  saltedDigest,
} from "@guildhall/sdk/assets";
import { expect } from "chai";
import { AbiCoder, concat, id, keccak256, toUtf8Bytes } from "ethers";

describe("SDK: documents of claims", () => {
  it("every spelling of a number is the same document", () => {
    const spellings = [
      "INV-2031/0042",
      "inv 2031 0042",
      "Inv.2031‑0042",
      "  iNv20310042 ",
      "ＩＮＶ２０３１００４２",
    ];
    expect(new Set(spellings.map(normaliseNumber))).to.deep.equal(new Set(["INV20310042"]));
    expect(["007", "A-0", "000", "R010B002", "ré-7"].map(normaliseNumber)).to.deep.equal([
      "7",
      "A0",
      "0",
      "R10B2",
      "RE7",
    ]);
  });

  it("a normal form is its own normal form", () => {
    for (const text of ["INV-00100200", "0A00B0", "10", "x0y00z000"]) {
      expect(normaliseNumber(normaliseNumber(text))).to.equal(normaliseNumber(text));
    }
  });

  it("refuses what leaves nothing to know a document by", () => {
    for (const text of ["", "—/—", "发票"]) expect(() => normaliseNumber(text)).to.throw(BadDocumentNumber);
    expect(() => normaliseNumber("A".repeat(65))).to.throw(/has 65 letters/);
  });

  it("reckons the registry's key", () => {
    const types = ["uint8", "uint32", "uint32", "bytes32"];
    expect(documentKey({ kind: "invoice", issuer: 5, counterparty: 4, number: "inv-1" })).to.equal(
      keccak256(AbiCoder.defaultAbiCoder().encode(types, [1, 5, 4, id("INV1")])),
    );
  });

  it("salts digests, at random unless told", () => {
    const document = toUtf8Bytes("delivery note");
    const salt = id("salt");
    expect(saltedDigest(document, salt)).to.deep.equal({
      digest: keccak256(concat([salt, keccak256(document)])),
      salt,
    });
    expect(saltedDigest(document).digest).to.not.equal(saltedDigest(document).digest);
  });
});

describe("SDK: due dates", () => {
  const dates = (first: string, count: number, every: "month" | "quarter" | "year") =>
    dueDates({ first, count, every, zone: "UTC" }).map(({ date }) => date);

  // A01: a schedule from the end of a month is not stuck at the shortest one.
  it("monthly from 31 January: the last day of each month", () => {
    expect(dates("2027-01-31", 12, "month")).to.deep.equal([
      "2027-01-31",
      "2027-02-28",
      "2027-03-31",
      "2027-04-30",
      "2027-05-31",
      "2027-06-30",
      "2027-07-31",
      "2027-08-31",
      "2027-09-30",
      "2027-10-31",
      "2027-11-30",
      "2027-12-31",
    ]);
  });

  it("yearly from 29 February: the 28th, and the 29th again", () => {
    expect(dates("2028-02-29", 5, "year")).to.deep.equal([
      "2028-02-29",
      "2029-02-28",
      "2030-02-28",
      "2031-02-28",
      "2032-02-29",
    ]);
    expect(dates("2027-11-30", 3, "quarter")).to.deep.equal(["2027-11-30", "2028-02-29", "2028-05-30"]);
  });

  it("a day ends with its last second in the stated zone", () => {
    const instant = (text: string) => Date.parse(text) / 1000;
    expect(dueAt("2027-03-31", "UTC")).to.equal(instant("2027-04-01T00:00:00Z"));
    expect(dueAt("2027-03-31", "Europe/Berlin")).to.equal(instant("2027-04-01T00:00:00+02:00"));
    expect(dueAt("2027-03-31", "Asia/Shanghai")).to.equal(instant("2027-04-01T00:00:00+08:00"));
    expect(dueAt("2027-12-31", "Pacific/Kiritimati")).to.equal(instant("2028-01-01T00:00:00+14:00"));
    expect(dueAt("2027-12-31", "Pacific/Pago_Pago")).to.equal(instant("2028-01-01T00:00:00-11:00"));
    // Clocks go forward on the 28th and back on the 31st of October at night.
    expect(dueAt("2027-03-27", "Europe/Berlin")).to.equal(instant("2027-03-28T00:00:00+01:00"));
    expect(dueAt("2027-03-28", "Europe/Berlin")).to.equal(instant("2027-03-29T00:00:00+02:00"));
    // Midnight is left out that night: the day begins at one o'clock.
    expect(dueAt("2027-04-29", "Africa/Cairo")).to.equal(instant("2027-04-30T01:00:00+03:00"));
  });

  it("refuses days and zones that there are not", () => {
    for (const date of ["2027-02-29", "2027-13-01", "31.01.2027", "2027-1-31"])
      expect(() => dueAt(date, "UTC")).to.throw(BadDueDate);
    expect(() => dueAt("2027-01-31", "Mars/Olympus")).to.throw(/"Mars\/Olympus" is no time zone/);
  });

  it("instalments add up to the amount", () => {
    expect(instalments(100n, 3)).to.deep.equal([34n, 33n, 33n]);
    expect(instalments(2n, 3)).to.deep.equal([1n, 1n, 0n]);
    for (const count of [1, 7, 12]) {
      expect(instalments(12_345_67n, count).reduce((sum, each) => sum + each, 0n)).to.equal(12_345_67n);
    }
  });
});
