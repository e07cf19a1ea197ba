import type { MemberState } from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { parseTokenPlans } from "../../payments/token-plans.ts";

const MEMBERS = [
  { id: 2, alias: "aurum-bank" },
  { id: 3, alias: "jade-bank" },
] as MemberState[];

describe("Plans of money", () => {
  const read = (text: string) => parseTokenPlans(text, "payments.yaml", MEMBERS);

  it("become entries of the directory, with the exponents of their currencies", () => {
    const plans = read(
      "tokens:\n" +
        "  - { currency: EUR, issuer: aurum-bank, name: Aurum Euro, symbol: EUR }\n" +
        "  - { currency: JPY, issuer: 3, name: Jade Yen, symbol: JPY }\n",
    );
    expect(plans).to.deep.equal([
      { entry: "token:EUR:2", currency: "EUR", exponent: 2, issuer: 2, name: "Aurum Euro", symbol: "EUR" },
      { entry: "token:JPY:3", currency: "JPY", exponent: 0, issuer: 3, name: "Jade Yen", symbol: "JPY" },
    ]);
  });

  it("are refused with every fault and its place", () => {
    const text =
      "tokens:\n" +
      "  - { currency: EUR, issuer: nobody, name: Euro, symbol: EUR }\n" +
      "  - { currency: EUR, issuer: aurum-bank, name: Euro, symbol: EUR }\n" +
      "  - { currency: EUR, issuer: 2, name: Euro, symbol: EUR }\n";
    expect(() => read(text)).to.throw(
      'payments.yaml:2:30  tokens[0].issuer: "nobody" is no member; expected one of aurum-bank, jade-bank\n' +
        "payments.yaml:4:5  tokens[2]: is the money of tokens[1] already",
    );
    const other =
      "tokens:\n" +
      "  - { currency: XXQ, issuer: aurum-bank, name: A name of more than thirty-one letters, symbol: X, rate: 1 }\n";
    expect(() => read(other)).to.throw(/currency.*\n.*name.*40 characters.*\n.*rate.*unknown/s);
    expect(() => read("tokens: []\n")).to.throw("expected a list of at least 1 tokens");
  });
});
