import {
  type ClaimDiscountOffer,
  type ClaimLoanOffer,
  type FinancingDocument,
  formatFinancingOffer,
  parseFinancingOffer,
} from "@guildhall/sdk/assets";
import { expect } from "chai";

const BANK = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const HOLDER = "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f";
const COMMON = {
  bank: BANK,
  room: "receivables",
  claimId: 2n ** 255n + 1n,
  units: 2n ** 96n - 1n,
  token: HOLDER,
  minUnpaidMinor: 0n,
  nonce: 7n,
  expiresAt: 1_950_000_000,
};
const DISCOUNT: ClaimDiscountOffer = {
  ...COMMON,
  seller: HOLDER,
  priceMinor: 9_800_00n,
  buyBackUntil: 0,
  buyBackPriceMinor: 0n,
};
const LOAN: ClaimLoanOffer = {
  ...COMMON,
  borrower: HOLDER,
  principalMinor: 8_000_00n,
  valueMinor: 0n,
  advanceBps: 8_000,
  feeMinor: 50_00n,
  rateBps: 360,
  overdueRateBps: 720,
  dueAt: 1_960_000_000,
  graceSeconds: 864_000,
};
const SIGNED = { chainId: 20_270n, financing: BANK, signature: "0x1234" };
const discount: FinancingDocument = { ...SIGNED, kind: "discount", terms: DISCOUNT };
const loan: FinancingDocument = { ...SIGNED, kind: "loan", terms: LOAN };

describe("SDK: offers of financing as JSON", () => {
  it("come back as they went, to the last digit", () => {
    const buyBack = {
      ...discount,
      terms: { ...DISCOUNT, buyBackUntil: 1_955_000_000, buyBackPriceMinor: 1n },
    };
    for (const document of [discount, buyBack, loan]) {
      expect(parseFinancingOffer(formatFinancingOffer(document))).to.deep.equal(document);
    }
  });

  it("name the field that is missing, unknown or wrong", () => {
    const faults: [string, (written: Written) => void][] = [
      ["kind", (written) => (written.kind = "gift")],
      ["terms.units", (written) => (written.terms.units = "0")],
      ["terms.rateBps", (written) => (written.terms.rateBps = "65536")],
      ["terms.dueAt", (written) => (written.terms.dueAt = "2031-09-30")],
      ["terms.feeMinor", (written) => delete written.terms.feeMinor],
      ["terms.borrower", (written) => (written.terms.borrower = "0x00")],
      ["discountRate", (written) => (written.terms.discountRate = "1")],
    ];
    for (const [field, spoil] of faults) {
      const written = JSON.parse(formatFinancingOffer(loan)) as Written;
      spoil(written);
      expect(() => parseFinancingOffer(JSON.stringify(written))).to.throw(`The offer's field ${field} `);
    }
    expect(() => parseFinancingOffer("{")).to.throw("is no JSON");
  });
});

interface Written {
  kind: string;
  terms: Record<string, string>;
}
