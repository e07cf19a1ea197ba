import { expect } from "chai";
import {
  decodeReference,
  deriveUetr,
  digestBytes,
  encodeReference,
  NO_OWN_BYTES,
  newUetr,
  parseUetr,
} from "../../sdk/src/payments/index.ts";

const UETR = "edff5f83-7c1d-44ac-b076-6430956a68b0";

describe("SDK: payment references", () => {
  it("packs UETR, code and own bytes in the order the ledger names them", () => {
    const reference = encodeReference({ uetr: UETR, reason: "SALA", own: digestBytes("INV-1") });
    expect(reference).to.equal(
      `0xedff5f837c1d44acb0766430956a68b0${"53414c41"}${digestBytes("INV-1").slice(2)}`,
    );
    expect(decodeReference(reference)).to.deep.equal({
      uetr: UETR,
      reason: "SALA",
      own: digestBytes("INV-1"),
    });
    expect(encodeReference({ uetr: UETR.toUpperCase() })).to.match(/^0xedff5f83/);
    expect(encodeReference({})).to.equal(`0x${"00".repeat(32)}`);
  });

  it("reads foreign bytes as absent fields", () => {
    const nothing = { uetr: undefined, reason: undefined };
    expect(decodeReference(`0x${"00".repeat(32)}`)).to.deep.equal({ ...nothing, own: NO_OWN_BYTES });
    expect(decodeReference(`0x${"ff".repeat(32)}`)).to.deep.equal({
      ...nothing,
      own: `0x${"ff".repeat(12)}`,
    });
    expect(decodeReference(`0x${"61".repeat(32)}`)).to.deep.include(nothing);
  });

  it("makes UUIDs of version 4", () => {
    for (let count = 0; count < 100; count++) {
      const uetr = newUetr();
      expect(parseUetr(uetr)).to.equal(uetr);
      expect(decodeReference(encodeReference({ uetr })).uetr).to.equal(uetr);
    }
    expect(newUetr()).not.to.equal(newUetr());
  });

  it("derives the same UETR for the same words only", () => {
    const derived = deriveUetr(["MSG-1", "PMT-1", "1"]);
    expect(parseUetr(derived)).to.equal(derived);
    expect(deriveUetr(["MSG-1", "PMT-1", "1"])).to.equal(derived);
    expect(deriveUetr(["MSG-1", "PMT-11", ""])).not.to.equal(derived);
    expect(deriveUetr(["MSG-1,PMT-1", "1"])).not.to.equal(derived);
  });

  it("refuses UUIDs of other versions and variants, codes and bytes of other length", () => {
    const bad = [
      "",
      "not-a-valid-uuid-string-01",
      UETR.replace("-44ac", "-14ac"),
      UETR.replace("-b076", "-7076"),
      UETR.replace("-b076", "-c076"),
      UETR.replaceAll("-", ""),
      ` ${UETR}`,
      `${UETR}\n`,
    ];
    for (const text of bad) expect(() => parseUetr(text), text).to.throw("is no UETR.");
    for (const reason of ["", "SAL", "sala", "SALAR", "SÄL"]) {
      expect(() => encodeReference({ reason }), reason).to.throw("is no code of ISO 20022.");
    }
    for (const own of ["", "0x", `0x${"00".repeat(11)}`, `0x${"00".repeat(13)}`]) {
      expect(() => encodeReference({ own }), own).to.throw("is not 12 bytes.");
    }
  });
});
