import {
  BadTotal,
  canonicalOrder,
  decodeInvoiceNumber,
  encodeInvoiceNumber,
  invoiceIdOf,
  lineMinor,
  normalInvoiceNumber,
  type OrderContent,
  orderDigest,
  parseDecimal,
  totalMinor,
} from "@guildhall/sdk/orders";
import { expect } from "chai";
import { id } from "ethers";

const line = (quantity: string, unitPrice: string) => ({
  sku: "A",
  description: "",
  quantity: parseDecimal(quantity, 3),
  unit: "kg",
  unitPrice: parseDecimal(unitPrice, 6),
});

const content = (lines: readonly ReturnType<typeof line>[], roundingMinor = 0n): OrderContent => ({
  number: "PO-1",
  currency: "EUR",
  exponent: 2,
  deliverTo: "gate 4",
  lines,
  roundingMinor,
});

describe("SDK: the file of an order", () => {
  const sample = [line("1", "90.30"), line("0.45", "2.54"), line("0.28", "6.87")];

  it("rounds each line half up by itself, then adds", () => {
    expect(sample.map((each) => lineMinor(each, 2))).to.deep.equal([9030n, 114n, 192n]);
    expect(totalMinor(content(sample))).to.equal(9336n);
    expect(totalMinor(content(sample, 1n))).to.equal(9337n);
    expect(lineMinor(line("0.5", "0.01"), 2)).to.equal(1n);
    expect(lineMinor(line("0.499", "0.01"), 2)).to.equal(0n);
    expect(lineMinor(line("3", "0.3333"), 2)).to.equal(100n);
    expect(lineMinor(line("2", "12.345"), 0)).to.equal(25n);
    expect(lineMinor(line("1", "12.345"), 3)).to.equal(12_345n);
  });

  it("refuses totals of nothing or less, and rounding items that are none", () => {
    expect(() => totalMinor(content([line("0.001", "0.01")]))).to.throw(BadTotal, "comes to 0 minor units");
    expect(() => totalMinor(content([line("1", "0.01")], -1n))).to.throw(BadTotal, "comes to 0 minor units");
    expect(() => totalMinor(content(sample, 4n))).to.throw(
      BadTotal,
      "more than one minor unit for each of 3",
    );
    expect(() => totalMinor(content([line("999999999999", "999999999999")]))).to.throw(BadTotal);
  });

  it("has one canonical form and digest", () => {
    const canonical =
      '{"currency":"EUR","deliverTo":"gate 4","lines":[{"description":"","quantity":"0.45","sku":"A","unit":"kg",' +
      '"unitPrice":"2.5"}],"number":"PO-1","roundingMinor":"0","totalMinor":"113","type":"guildhall order 1"}';
    expect(canonicalOrder(content([line("0.450", "2.50")]))).to.equal(canonical);
    expect(orderDigest(content([line("0.45", "2.5")]))).to.equal(id(canonical));
  });

  it("brings invoice numbers into their normal form, whatever their spelling", () => {
    const spellings = {
      "Inv. 2027/001": "INV2027001",
      "inv-007": "INV7",
      "RE 0/0": "RE0",
      "0": "0",
      a0b00: "A0B0",
      "#7": "7",
    };
    for (const [text, normal] of Object.entries(spellings))
      expect(normalInvoiceNumber(text)).to.equal(normal);
    for (const text of ["", "--"])
      expect(() => normalInvoiceNumber(text), text).to.throw("no letter or digit");
    expect(() => normalInvoiceNumber("A".repeat(33))).to.throw("more than 32 letters and digits");
  });

  it("writes invoice numbers of up to 32 characters into one word", () => {
    for (const number of ["7", "RE203117", "A".repeat(31), "B".repeat(32)]) {
      expect(decodeInvoiceNumber(encodeInvoiceNumber(number))).to.equal(number);
    }
    expect(invoiceIdOf(5, "A1")).to.match(/^0x[0-9a-f]{64}$/);
  });
});
