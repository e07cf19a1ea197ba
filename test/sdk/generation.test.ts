import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as abis from "@guildhall/sdk/abis";
import { expect } from "chai";
import { id, type JsonFragment } from "ethers";
import hre from "hardhat";
import type { CompilerOutput } from "hardhat/types/solidity";
import { abiName } from "../../scripts/sdk/abis.ts";
import { compileSources } from "../../scripts/sdk/compile.ts";
import { errorDeclarations, publishedContracts } from "../../scripts/sdk/contracts.ts";
import { errorCatalogue } from "../../scripts/sdk/errors.ts";
import { formatted, staleFiles, writeFiles } from "../../scripts/sdk/files.ts";
import { renderContracts } from "../../scripts/sdk/generate.ts";

const ROOT = hre.config.paths.root;
const GONE = "Gone";

describe("SDK: generation", () => {
  describe("from the sources of this tree", () => {
    let outputs: CompilerOutput[];

    // Dirt among the artifacts: a stray file, and an artifact of a contract that no source defines.
    const artifacts = hre.config.paths.artifacts;
    const stray = path.join(artifacts, "contracts", "stray.json");
    const leftover = path.join(artifacts, "contracts", "gone", `${GONE}.sol`);

    before(async function () {
      this.timeout(120_000);
      await mkdir(leftover, { recursive: true });
      await writeFile(stray, '{"not": "an artifact"}');
      await writeFile(
        path.join(leftover, `${GONE}.json`),
        JSON.stringify({ contractName: GONE, abi: [], bytecode: "0x" }),
      );
      outputs = await compileSources(hre);
    });

    after(async () => {
      await rm(stray, { force: true });
      await rm(path.dirname(leftover), { recursive: true, force: true });
    });

    it("gives what is committed, whatever lies among the artifacts", async () => {
      const files = await formatted(renderContracts(outputs));
      const addresses = "sdk/src/generated/addresses.ts";
      const stale = (await staleFiles(ROOT, files)).filter((file) => file !== addresses);
      expect(stale, "run: npx hardhat run --no-compile scripts/generate-sdk.ts").to.deep.equal([]);
      expect([...files.keys()].some((file) => file.includes(GONE))).to.equal(false);
    });

    it("exports every contract and interface that can be called", async () => {
      const names = await callableIn("contracts");
      const exported = publishedContracts(outputs).map(({ name }) => name);
      expect(exported).to.deep.equal([...names, "TimelockController"].sort());
      expect(Object.keys(abis).sort()).to.deep.equal(exported.map(abiName).sort());
      const bindings = Object.keys(await import("@guildhall/sdk")).filter((name) =>
        name.endsWith("__factory"),
      );
      expect(bindings.sort()).to.deep.equal(exported.map((name) => `${name}__factory`).sort());
    });
  });

  describe("what stops it", () => {
    it("two contracts of one name", () => {
      const output = compiled({ "contracts/a/Twin.sol": { Twin: [] }, "contracts/b/Twin.sol": { Twin: [] } });
      expect(() => publishedContracts([output])).to.throw(
        /Two contracts are called Twin: .*a\/Twin.sol.*b\/Twin.sol/,
      );
    });

    it("an error of ours without reason or remedy", () => {
      const output = compiled({
        "contracts/Room.sol": { Room: [{ name: "Room_Shut", notice: "It is shut." }] },
      });
      expect(() => catalogueOf(output)).to.throw(
        "Room: error Room_Shut() needs @notice (why) and @custom:remedy",
      );
    });

    it("an OpenZeppelin error without an entry, and an entry without an error", () => {
      const output = compiled({
        "contracts/Room.sol": {
          Room: [{ name: "Foreign", declaredIn: "npm/@openzeppelin/contracts@5/Foreign.sol" }],
        },
      });
      const unused = { "Other()": { why: "Why.", remedy: "Do." } };
      expect(() => catalogueOf(output, unused))
        .to.throw("Room: error Foreign() needs an entry in scripts/openzeppelin-errors.ts")
        .with.property("message")
        .that.includes("Other() is not an error of any published contract");
    });

    it("one selector with two meanings", () => {
      const output = compiled({
        "contracts/A.sol": { A: [{ name: "Shut", notice: "Closed.", remedy: "Wait." }] },
        "contracts/B.sol": { B: [{ name: "Shut", notice: "Full.", remedy: "Leave." }] },
      });
      expect(() => catalogueOf(output)).to.throw(
        /has two meanings: Shut\(\) "Closed\." "Wait\." \/ Shut\(\) "Full\."/,
      );
    });
  });

  it("joins the lines of a comment and keeps an error that two contracts share once", () => {
    const shared = { name: "Shut", notice: "It is\n shut.", remedy: "Wait." };
    const output = compiled({ "contracts/A.sol": { A: [shared] }, "contracts/B.sol": { B: [shared] } });
    const catalogue = catalogueOf(output);
    expect(catalogue.map(({ why }) => why)).to.deep.equal(["It is shut."]);
  });

  it("removes what is no longer generated", async () => {
    const root = path.join(hre.config.paths.cache, "generation-test");
    const old = path.join(root, "sdk/src/generated/abis/Gone.ts");
    await mkdir(path.dirname(old), { recursive: true });
    await writeFile(old, "export {};\n");
    const files = new Map([["sdk/src/generated/abis/Here.ts", "export {};\n"]]);
    try {
      expect(await staleFiles(root, files)).to.deep.equal([
        "sdk/src/generated/abis/Gone.ts",
        ...files.keys(),
      ]);
      await writeFiles(root, files);
      expect(await staleFiles(root, files)).to.deep.equal([]);
      expect(await readdir(path.dirname(old))).to.deep.equal(["Here.ts"]);
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it("lets nothing of Node into what browsers load", async () => {
    for (const file of await sourcesIn("sdk/src")) {
      if (file.startsWith("sdk/src/node/")) continue;
      expect(await readFile(file, "utf8"), file).not.to.match(/from "(node:|hardhat|@nomicfoundation)/);
    }
  });
});

interface DeclaredError {
  name: string;
  notice?: string;
  remedy?: string;
  /** Source that declares it; the contract's own if left out. */
  declaredIn?: string;
}

/** The output of a compiler for contracts with one function and these errors. */
function compiled(sources: Record<string, Record<string, DeclaredError[]>>): CompilerOutput {
  const output: CompilerOutput = { sources: {}, contracts: {} };
  const declare = (source: string, contract: string, errors: DeclaredError[]): void => {
    const nodes = errors.map(({ name }) => ({
      nodeType: "ErrorDefinition",
      name,
      errorSelector: id(`${name}()`).slice(2, 10),
    }));
    const file = output.sources[source] ?? { id: 0, ast: { nodeType: "SourceUnit", nodes: [] } };
    output.sources[source] = file;
    file.ast.nodes.push({
      nodeType: "ContractDefinition",
      name: contract,
      contractKind: "contract",
      abstract: false,
      nodes,
    });
  };
  for (const [source, contracts] of Object.entries(sources)) {
    for (const [contract, errors] of Object.entries(contracts)) {
      declare(
        source,
        contract,
        errors.filter(({ declaredIn }) => declaredIn === undefined),
      );
      for (const error of errors) if (error.declaredIn) declare(error.declaredIn, error.name, [error]);
      const abi: JsonFragment[] = [
        { type: "function", name: "go", inputs: [], outputs: [], stateMutability: "view" },
        ...errors.map(({ name }) => ({ type: "error", name, inputs: [] })),
      ];
      const userdoc = { errors: docsOf(errors, ({ notice }) => ({ notice })) };
      const devdoc = { errors: docsOf(errors, ({ remedy }) => ({ "custom:remedy": remedy })) };
      output.contracts = { ...output.contracts, [source]: { [contract]: { abi, userdoc, devdoc } as never } };
    }
  }
  return output;
}

function docsOf(errors: DeclaredError[], doc: (error: DeclaredError) => object): Record<string, object[]> {
  return Object.fromEntries(errors.map((error) => [`${error.name}()`, [doc(error)]]));
}

function catalogueOf(output: CompilerOutput, packageErrors: Parameters<typeof errorCatalogue>[2] = {}) {
  return errorCatalogue(publishedContracts([output]), errorDeclarations([output]), packageErrors);
}

/** Contracts and interfaces with functions, found in the sources by their text. */
async function callableIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const file of await sourcesIn(folder)) {
    const source = (await readFile(file, "utf8")).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    const [, name] = /^(?:contract|interface) (\w+)/m.exec(source) ?? [];
    if (name !== undefined && /\bfunction\b|\bis\b/.test(source)) names.push(name);
  }
  return names;
}

async function sourcesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(sol|ts)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
