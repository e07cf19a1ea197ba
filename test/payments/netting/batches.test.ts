import { LARGEST_LOT } from "@guildhall/sdk/payments";
import { expect } from "chai";
import { batchesOf, type Numbers } from "../../../payments/netting/batches.ts";
import { parseObligations } from "../../../payments/netting/file.ts";

const UETR = "eb6305c9-1f7f-49de-aed0-16487c27b42d";
const MEMBERS = ["a", "b"];
const CURRENCIES = ["EUR", "CNY"];
const NUMBERS: Numbers = {
  member: (name) => MEMBERS.indexOf(name) + 1,
  currency: (code) => CURRENCIES.indexOf(code),
};

describe("Netting: batches", () => {
  const batches = (lines: readonly string[], label?: string) =>
    batchesOf(
      parseObligations(
        ["debtor,creditor,amount,priority,options,versus,uetr", ...lines].join("\n"),
        "obligations.csv",
      ),
      1,
      NUMBERS,
      label,
    );

  it("keep every UETR: a line without one begins another batch", () => {
    const found = batches([
      `a,b,1.00 EUR,,,,${UETR}`,
      `a,b,2.00 EUR,,,7.80 CNY,${UETR}`,
      "a,b,3.00 EUR,,,,",
      `a,b,4.00 EUR,,,,${UETR}`,
    ]);
    const digits = UETR.replaceAll("-", "");
    expect(found.map(({ words, uetrs }) => [words.length, uetrs])).to.deep.equal([
      [3, `0x${digits.repeat(3)}`],
      [1, "0x"],
      [1, `0x${digits}`],
    ]);
  });

  it("take as many as fit, and do not cut a pair", () => {
    const lines = Array.from({ length: LARGEST_LOT - 1 }, () => "a,b,1.00 EUR,,,,");
    const found = batches([...lines, "a,b,1.00 EUR,,,7.80 CNY,", "a,b,1.00 EUR,,,,"]);
    expect(found.map(({ words }) => words.length)).to.deep.equal([LARGEST_LOT - 1, 3]);
  });

  it("are known by what they hold, and by their label", () => {
    const references = (label?: string) =>
      batches(["a,b,1.00 EUR,,,,"], label).map(({ reference }) => reference);
    expect(references()).to.deep.equal(references());
    expect(references()).not.to.deep.equal(references("second half"));
  });
});
