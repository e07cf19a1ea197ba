import { readFile } from "node:fs/promises";
import {
  aliasOf,
  BadLegalId,
  CAPABILITIES,
  indexOf,
  legalIdDigest,
  nameOf,
  OFFICE_ROLES,
  officeName,
  PROPOSAL_STATES,
  parseNames,
  RIGHTS,
  STATUSES,
  UnknownName,
} from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { id } from "ethers";

describe("SDK: names", () => {
  it("counts capabilities and rights as the contracts do", async () => {
    expect(await bitsIn("contracts/common/Capabilities.sol")).to.deep.equal(constants(CAPABILITIES));
    expect(await bitsIn("contracts/common/Rights.sol")).to.deep.equal(constants(RIGHTS));
  });

  it("orders standings and states of proposals as the contracts do", async () => {
    const statuses = await enumIn("contracts/consortium/IConsortiumRegistry.sol", "Status");
    expect(statuses.map(kebab)).to.deep.equal([...STATUSES]);
    const states = await enumIn(
      "node_modules/@openzeppelin/contracts/governance/IGovernor.sol",
      "ProposalState",
    );
    expect(states.map(kebab)).to.deep.equal([...PROPOSAL_STATES]);
  });

  it("names what the chain counts, and refuses what it does not know", () => {
    expect(nameOf(STATUSES, 2n)).to.equal("emergency-suspended");
    expect(indexOf(STATUSES, "expelled")).to.equal(4);
    expect(() => nameOf(STATUSES, 5n)).to.throw(UnknownName, '"5" is not known here');
    expect(() => indexOf(STATUSES, "gone")).to.throw(UnknownName, "Choose from none, active");
    expect(officeName(OFFICE_ROLES.compliance)).to.equal("compliance");
    expect(officeName(9n)).to.equal(undefined);
  });

  it("reads lists that people write", () => {
    expect(parseNames(CAPABILITIES, "buyer, Meter-Operator")).to.equal(4 | 128);
    expect(parseNames(RIGHTS, "")).to.equal(0);
    expect(() => parseNames(RIGHTS, "admin,root")).to.throw(
      UnknownName,
      "Choose from admin, operator, viewer",
    );
    expect(() => parseNames(RIGHTS, "constructor")).to.throw(UnknownName);
  });

  it("makes an alias of any name", () => {
    expect(aliasOf("Aurum Bank")).to.equal("aurum-bank");
    expect(aliasOf("  Ørsted A/S ")).to.equal("orsted-a-s");
    expect(aliasOf("Straße & Söhne GmbH")).to.equal("strasse-sohne-gmbh");
    expect(aliasOf("360")).to.equal("org-360");
    expect(aliasOf("東京電力")).to.match(/^org-[0-9a-f]{8}$/);
    expect(aliasOf("東京電力")).not.to.equal(aliasOf("関西電力"));
  });

  it("digests a legal identity only when it names its scheme", () => {
    expect(legalIdDigest("LEI:529900T8BM49AURSDO55")).to.equal(id("LEI:529900T8BM49AURSDO55"));
    for (const wrong of ["", "529900T8BM49AURSDO55", "lei:529900", "LEI:", "LEI: 5299", "LEI:5299 "]) {
      expect(() => legalIdDigest(wrong), wrong).to.throw(BadLegalId);
    }
  });
});

function constants(table: Readonly<Record<string, number>>): Record<string, number> {
  const named = Object.entries(table).map(([name, bit]) => [name.toUpperCase().replaceAll("-", "_"), bit]);
  return Object.fromEntries(named);
}

async function bitsIn(file: string): Promise<Record<string, number>> {
  const source = await readFile(file, "utf8");
  const found = [...source.matchAll(/constant (\w+) = 1 << (\d+);/g)];
  return Object.fromEntries(found.map(([, name, shift]) => [name, 1 << Number(shift)]));
}

async function enumIn(file: string, name: string): Promise<string[]> {
  const source = await readFile(file, "utf8");
  const [, body = ""] = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(source) ?? [];
  return body.split(",").map((entry) => entry.trim());
}

function kebab(name: string): string {
  return name.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
