import { expect } from "chai";
import { isAllowed, licencePage } from "../../scripts/licences/check.ts";

describe("licence check", () => {
  it("allows permissive licences and MPL, and one good alternative", () => {
    for (const licence of ["MIT", "Apache-2.0", "ISC", "BSD-3-Clause", "MPL-2.0", "(GPL-3.0-only OR MIT)"]) {
      expect(isAllowed(licence), licence).to.equal(true);
    }
  });

  it("refuses the others, all that comes with them, and silence", () => {
    for (const licence of [
      "GPL-3.0",
      "AGPL-3.0-only",
      "MIT AND GPL-2.0",
      "UNLICENSED",
      "none stated",
      "BUSL-1.1",
    ]) {
      expect(isAllowed(licence), licence).to.equal(false);
    }
  });

  it("lists packages by name", () => {
    const page = licencePage([
      { name: "zod", version: "4.0.0", licence: "MIT" },
      { name: "chai", version: "6.0.0", licence: "MIT" },
    ]);
    expect(page.indexOf("| chai | 6.0.0 | MIT |")).to.be.within(1, page.indexOf("| zod "));
  });
});
