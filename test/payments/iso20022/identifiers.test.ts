import { expect } from "chai";
import { addressFault } from "../../../payments/iso20022/parts/address.ts";
import { bicKey, parseBic } from "../../../payments/iso20022/parts/bic.ts";
import { transliterate } from "../../../payments/iso20022/parts/charset.ts";
import { isCountry } from "../../../payments/iso20022/parts/countries.ts";
import { makeIban, parseIban } from "../../../payments/iso20022/parts/iban.ts";

const NOWHERE = {
  department: undefined,
  street: undefined,
  building: undefined,
  postCode: undefined,
  town: undefined,
  district: undefined,
  subdivision: undefined,
  country: undefined,
  lines: [],
};

describe("ISO 20022: identifiers, addresses, letters", () => {
  it("takes a BIC with digits, none of another length, none of a country that is none (I23)", () => {
    expect(parseBic("NOLADE21KIE")).to.equal("NOLADE21KIE");
    expect(parseBic("nolade21kie")).to.equal("NOLADE21KIE");
    expect(parseBic("INGDDEFF")).to.equal("INGDDEFF");
    expect(bicKey(parseBic("ingddeff"))).to.equal(bicKey(parseBic("INGDDEFFXXX")));
    expect(bicKey("NOLADE21KIE")).not.to.equal(bicKey("NOLADE21"));
    for (const bad of ["INGDEFFXXX", "INGDDEFFX", "", "INGDDE F", "INGD1EFF", "INGDDEFFXX-"]) {
      expect(() => parseBic(bad), bad).to.throw("is no BIC of 8 or 11 letters and digits");
    }
    expect(() => parseBic("MULTIPLE")).to.throw("is no BIC: IP is no country");
    expect(["XK", "CN", "DE"].every(isCountry)).to.equal(true);
    expect(["IP", "EU", "UK", "", "de"].some(isCountry)).to.equal(false);
  });

  it("takes an IBAN with right check digits", () => {
    expect(parseIban("DE73 0000 0000 0000 0004 01")).to.equal("DE73000000000000000401");
    expect(parseIban("de73000000000000000401")).to.equal("DE73000000000000000401");
    expect(makeIban("DE", "000000000000000401")).to.equal("DE73000000000000000401");
    expect(parseIban(makeIban("GB", "TEST00000000000001"))).to.match(/^GB\d\dTEST/);
    for (const bad of ["DE73000000000000000402", "DE37000000000000000401"]) {
      expect(() => parseIban(bad), bad).to.throw("its check digits are wrong");
    }
    for (const bad of ["", "XX00000000000000000", "DE7300", "DE73000000000000000401000000000000000"]) {
      expect(() => parseIban(bad), bad).to.throw("is no IBAN");
    }
  });

  it("writes names in letters that banks carry, by rule, and refuses the rest (I21)", () => {
    const names = {
      "Orion Motors": "Orion Motors",
      "Müller & Söhne": "Muller & Sohne",
      "Ærø Łódź ß": "Aero Lodz ss",
      "Ćevapi Đorđević": "Cevapi Dordevic",
      "Завод «Юность»": undefined,
      "Щука Юлия": "Shchuka Iuliia",
      Київ: "Kiiv",
      "a\u00a0b": "a b",
      "Ｆｕｌｌ １": "Full 1",
      "O’Neill – Sons": "O'Neill - Sons",
      东京电力: undefined,
      "株式会社 A": undefined,
      Ь: undefined,
      "": undefined,
      "a*b": undefined,
    };
    for (const [name, written] of Object.entries(names)) {
      if (written === undefined)
        expect(() => transliterate(name), name).to.throw("cannot be written in Latin letters");
      else expect(transliterate(name), name).to.equal(written);
    }
    expect(() => transliterate("东京 东")).to.throw("by rule: 东 京.");
  });

  it("lets out what networks take since November 2026: fields, or town and country with two lines (I19)", () => {
    const town = { ...NOWHERE, town: "Aarau", country: "CH" };
    const lines = ["Bahnhofstrasse 1", "c/o Reception"];
    const verdicts = [
      ["lines only", { ...NOWHERE, lines }, "lacks town and country in a field of its own", "lacks"],
      ["town, country, two lines", { ...town, lines }, undefined, "mixes lines with fields"],
      [
        "three lines",
        { ...town, lines: [...lines, "Floor 3"] },
        "has 3 lines beside its fields, 2 at most",
        "mixes",
      ],
      [
        "fields",
        { ...town, street: "Bahnhofstrasse", building: "1", postCode: "5000" },
        undefined,
        undefined,
      ],
      ["country only", { ...NOWHERE, country: "CH" }, "lacks town in a field of its own", "lacks"],
    ] as const;
    for (const [what, address, hybrid, structured] of verdicts) {
      expect(addressFault(address, "hybrid"), what).to.equal(hybrid);
      const fault = addressFault(address, "structured");
      if (structured === undefined) expect(fault, what).to.equal(undefined);
      else expect(fault, what).to.include(structured);
    }
  });
});
