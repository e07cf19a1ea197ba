import { formatQuote, parseQuote, type QuoteDocument } from "@guildhall/sdk/payments";
import { expect } from "chai";
import { ZeroAddress } from "ethers";

const MAKER = "0x976EA74026E726554dB657fA54763abd0C3a0aa9";
const TAKER = "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f";

const DOCUMENT: QuoteDocument = {
  chainId: 20260n,
  exchange: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
  quote: {
    maker: MAKER,
    taker: TAKER,
    makerToken: "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512",
    makerAmountMinor: 2n ** 96n - 1n,
    takerToken: "0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0",
    takerAmountMinor: 9_007_199_254_740_993n,
    nonce: 2n ** 255n,
    expiresAt: 1_767_229_200,
    paymentReference: `0x${"0b".repeat(32)}`,
  },
  makerSignature: `0x${"01".repeat(65)}`,
  takerSignature: undefined,
};

describe("SDK: quotes as JSON", () => {
  const changed = (change: (document: Record<string, unknown>, quote: Record<string, unknown>) => void) => {
    const document = JSON.parse(formatQuote(DOCUMENT));
    change(document, document.quote);
    return () => parseQuote(JSON.stringify(document));
  };

  it("come back as they went, to the last digit", () => {
    expect(parseQuote(formatQuote(DOCUMENT))).to.deep.equal(DOCUMENT);
    const open = { ...DOCUMENT, quote: { ...DOCUMENT.quote, taker: ZeroAddress } };
    expect(parseQuote(formatQuote(open))).to.deep.equal(open);
    expect(formatQuote(DOCUMENT)).to.include('"expiresAt": "2026-01-01T01:00:00Z"');
  });

  it("take an expiry in any zone, and none without (P05)", () => {
    const read = (expiresAt: string) =>
      changed((_, quote) => Object.assign(quote, { expiresAt }))().quote.expiresAt;
    expect(read("2026-01-01T02:00:00+01:00")).to.equal(1_767_229_200);
    expect(read("2026-10-25T02:30:00+02:00")).to.equal(1_792_888_200);
    for (const expiresAt of ["2026-10-25T02:30", "2026-01-01", "tomorrow"]) {
      expect(() => read(expiresAt)).to.throw(/expiresAt/);
    }
  });

  it("refuse numbers, exponents, signs and zero for amounts (P11)", () => {
    for (const amount of [
      Number.MAX_SAFE_INTEGER + 1,
      1e21,
      "1e21",
      "-5",
      "+5",
      "05",
      "1.0",
      "0",
      "",
      String(2n ** 96n),
    ]) {
      const read = changed((_, quote) => Object.assign(quote, { makerAmountMinor: amount }));
      expect(read, String(amount)).to.throw(/quote\.makerAmountMinor/);
    }
  });

  it("name the field that is missing, unknown or wrong", () => {
    expect(changed((_, quote) => delete quote.nonce)).to.throw("field quote.nonce is missing");
    expect(changed((document) => Object.assign(document, { rate: "7.8" }))).to.throw(
      "field rate is not known",
    );
    expect(changed((_, quote) => Object.assign(quote, { rate: "7.8" }))).to.throw("field rate is not known");
    expect(changed((_, quote) => Object.assign(quote, { maker: ZeroAddress }))).to.throw("field quote.maker");
    expect(changed((_, quote) => Object.assign(quote, { maker: MAKER.replace("976E", "976e") }))).to.throw(
      "field quote.maker",
    );
    expect(changed((_, quote) => Object.assign(quote, { paymentReference: "0x00" }))).to.throw(
      "field quote.paymentReference",
    );
    expect(changed((document) => Object.assign(document, { makerSignature: "yes" }))).to.throw(
      "field makerSignature",
    );
    expect(changed((document) => Object.assign(document, { quote: [] }))).to.throw(
      "field quote is no object",
    );
    expect(() => parseQuote("{")).to.throw("is no JSON");
  });
});
