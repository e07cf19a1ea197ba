import {
  BadTerms,
  ESCROW_NAME,
  NOTHING_AGREED,
  type PaymentTerms,
  parseTerms,
  paymentIdOf,
  signRelease,
  signTerms,
  termsTypes,
  writeTerms,
} from "@guildhall/sdk/payments";
import { expect } from "chai";
import { TypedDataEncoder, verifyTypedData, Wallet, ZeroHash } from "ethers";
import type { PaymentEscrow } from "../../sdk/src/generated/contracts/index.ts";

const ESCROW = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const PAYER = new Wallet(`0x${"11".repeat(32)}`);
const PAYEE = "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f";

const terms: PaymentTerms = {
  ...NOTHING_AGREED,
  payer: PAYER.address,
  payee: PAYEE,
  token: "0x976EA74026E726554dB657fA54763abd0C3a0aa9",
  amountMinor: 2n ** 95n + 1n,
  authoriseBefore: 1_900_000_000,
  captureBefore: 1_910_000_000,
  refundBefore: 1_920_000_000,
  paymentReference: `0x${"ab".repeat(32)}`,
  shares: [{ beneficiary: PAYEE, parts: 2n ** 90n }],
  milestones: [{ amountMinor: 2n ** 95n + 1n, attester: 7, evidence: ZeroHash }],
};

describe("SDK: terms of escrow", () => {
  it("come back from JSON as they went", () => {
    expect(parseTerms(JSON.parse(JSON.stringify(writeTerms(terms))))).to.deep.equal(terms);
    expect(writeTerms(terms).amountMinor).to.equal((2n ** 95n + 1n).toString());
  });

  it("are refused with the field named, and nothing rounded", () => {
    const document = writeTerms(terms);
    const refusal = (changes: object): string => {
      try {
        parseTerms({ ...document, ...changes });
      } catch (error) {
        expect(error).to.be.instanceOf(BadTerms);
        return (error as BadTerms).why;
      }
      throw new Error("was not refused");
    };
    const share = document.shares[0];
    // P11: numbers beyond what JSON holds exactly, and exponents.
    expect(refusal({ amountMinor: 9_007_199_254_740_992 })).to.match(/^amountMinor is 9007199254740992\.$/);
    expect(refusal({ amountMinor: "1e21" })).to.equal('amountMinor is "1e21".');
    expect(refusal({ amountMinor: (2n ** 96n).toString() })).to.match(/^amountMinor is/);
    expect(refusal({ agent: 2 ** 32 })).to.equal("agent is 4294967296.");
    expect(refusal({ captureBefore: 1.5 })).to.equal("captureBefore is 1.5.");
    expect(refusal({ payer: undefined })).to.equal("payer is missing.");
    expect(refusal({ payee: PAYEE.toLowerCase().replace("0x2", "0xz") })).to.match(/^payee is "0xz/);
    expect(refusal({ token: NOTHING_AGREED.feeReceiver })).to.match(/^token is "0x0000/);
    expect(refusal({ orderId: "0x12" })).to.equal('orderId is "0x12".');
    expect(refusal({ disputeDefaultsToPayee: "yes" })).to.equal('disputeDefaultsToPayee is "yes".');
    expect(refusal({ shares: {} })).to.equal("shares is {}.");
    expect(refusal({ shares: [share, { ...share, parts: 3 }] })).to.equal("shares[1].parts is 3.");
    expect(refusal({ shares: [{ ...share, whole: "1" }] })).to.equal('shares[0].whole is "1".');
    expect(refusal({ colour: "red" })).to.equal('colour is "red".');
    expect(() => parseTerms([])).to.throw(BadTerms, "The document is []");
  });

  it("have the digest that is signed as their id, another one on each chain", async () => {
    const escrow = on(20260n);
    const signature = await signTerms(PAYER, escrow, terms);
    const domain = { name: ESCROW_NAME, version: "1", chainId: 20260n, verifyingContract: ESCROW };
    expect(verifyTypedData(domain, termsTypes(), terms, signature)).to.equal(PAYER.address);
    expect(paymentIdOf(20260n, ESCROW, terms)).to.equal(TypedDataEncoder.hash(domain, termsTypes(), terms));
    expect(paymentIdOf(1n, ESCROW, terms)).to.not.equal(paymentIdOf(20260n, ESCROW, terms));
    const stranger = new Wallet(`0x${"22".repeat(32)}`);
    await signTerms(stranger, escrow, terms).then(
      () => expect.fail("signed for another"),
      (error: Error) => expect(error.name).to.equal("WrongSigner"),
    );
  });

  it("are released for a day unless told otherwise", async () => {
    const release = { paymentId: ZeroHash, milestone: 0, amountMinor: 5n };
    const { deadline } = await signRelease(PAYER, on(20260n), release);
    expect(deadline).to.equal(1_000n + 86_400n);
    const signed = await signRelease(PAYER, on(20260n), release, 77n);
    expect(signed.deadline).to.equal(77n);
  });
});

/** As much of the contract as signing asks for. */
function on(chainId: bigint): PaymentEscrow {
  const domain = { name: ESCROW_NAME, version: "1", chainId, verifyingContract: ESCROW };
  const provider = { getBlock: async () => ({ timestamp: 1_000 }) };
  return { eip712Domain: async () => domain, runner: { provider } } as unknown as PaymentEscrow;
}
