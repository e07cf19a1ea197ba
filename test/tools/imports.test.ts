import { expect } from "chai";
import { breach } from "../../scripts/checks/import-rules.ts";
import { importsOf, isPlainList } from "../../scripts/checks/imports-of.ts";

describe("import directions", () => {
  const breaches = (from: string, source: string) => importsOf(from, source).map(breach).filter(Boolean);

  const room = "contracts/orders/OrderBook.sol";

  it("lets a room use its own files, common/, OpenZeppelin and interfaces of other rooms", () => {
    const source = `
      import {Lines} from "./Lines.sol";
      import {OrgId} from "../common/OrgId.sol";
      import {
        IMembership
      } from "../consortium/IMembership.sol";
      import "@openzeppelin/contracts/utils/math/Math.sol";`;
    expect(importsOf(room, source)).to.have.length(4);
    expect(breaches(room, source)).to.deep.equal([]);
  });

  for (const [what, source] of [
    ["another room's implementation", 'import {Nodes} from "../consortium/Nodes.sol";'],
    ["another room's library whose name starts with I", 'import {Ids} from "../consortium/Ids.sol";'],
    ["a mock of the tests", 'import {Mock} from "../../test/mocks/Mock.sol";'],
    ["another package", 'import {Base64} from "solady/utils/Base64.sol";'],
  ] as const) {
    it(`keeps a room from ${what}`, () => expect(breaches(room, source)).to.have.length(1));
  }

  it("keeps common/ from implementations too", () => {
    expect(
      breaches("contracts/common/Gated.sol", 'import {A} from "../consortium/Accounts.sol";'),
    ).to.have.length(1);
  });

  it("keeps the SDK to ethers, and node:* to its Node part", () => {
    expect(breaches("sdk/src/index.ts", 'import { id } from "ethers"; export * from "./errors/index.ts";')).to
      .be.empty;
    expect(breaches("sdk/src/node/files.ts", 'import fs from "node:fs"; import { id } from "ethers";')).to.be
      .empty;
    for (const source of [
      'import hre from "hardhat";',
      'import fs from "node:fs";',
      'import type { Stats } from "node:fs";',
      'const fs = await import("node:fs");',
      'import { tasks } from "../../tasks/index.ts";',
      'export { vault } from "./node/vault.ts";',
    ]) {
      expect(breaches("sdk/src/index.ts", source), source).to.have.length(1);
    }
    expect(breaches("sdk/src/node/files.ts", 'import hre from "hardhat";')).to.have.length(1);
  });

  it("keeps everything from tests, benches and apps", () => {
    for (const folder of ["test", "bench", "apps"]) {
      expect(breaches("tasks/lib/a.ts", `import "../../${folder}/b.ts";`), folder).to.have.length(1);
      expect(breaches(`${folder}/a.ts`, `import "./b.ts"; import "../tasks/index.ts";`), folder).to.be.empty;
    }
    expect(breaches("test/a.ts", 'import "../bench/b.ts";')).to.have.length(1);
  });

  it("keeps what tasks and scripts stand on from leaning on them", () => {
    for (const folder of ["payments", "orders", "assets", "network", "files", "modules"]) {
      expect(breaches(`${folder}/a/b.ts`, 'import "../../tasks/lib/c.ts";'), folder).to.have.length(1);
      expect(
        breaches(`${folder}/a/b.ts`, 'import type { C } from "../../scripts/c.ts";'),
        folder,
      ).to.have.length(1);
      expect(breaches("tasks/a.ts", `import "../${folder}/b.ts";`), folder).to.be.empty;
    }
  });

  it("keeps tools/ free of packages", () => {
    expect(breaches("tools/run.mjs", 'import "./a.mjs"; import "node:fs";')).to.be.empty;
    expect(breaches("tools/run.mjs", 'import "yaml";')).to.have.length(1);
    expect(breaches("tools/run.mjs", 'import "../scripts/a.ts";')).to.have.length(1);
  });

  it("knows a plain list of tasks from logic", () => {
    expect(isPlainList('import { a } from "./a.ts";\nexport const tasks = [...a, b];')).to.equal(true);
    expect(isPlainList("export const tasks = a.filter(Boolean);")).to.equal(false);
    expect(isPlainList("export const tasks = [process.env.CI ? a : b];")).to.equal(false);
    expect(isPlainList("register();")).to.equal(false);
  });
});
