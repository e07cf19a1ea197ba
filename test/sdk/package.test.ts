import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { buildPackage, publishedManifest } from "../../scripts/sdk/package.ts";

const run = promisify(execFile);
const ROOT = path.join(import.meta.dirname, "../..");
const TSC = path.join(ROOT, "node_modules/typescript/bin/tsc");

const PROGRAM = `
import { Directory__factory, explainError } from "@guildhall/sdk";
import { consortiumRegistryAbi } from "@guildhall/sdk/abis";
import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { errorCatalogue } from "@guildhall/sdk/errors";
import { readAddresses } from "@guildhall/sdk/node";
import manifest from "@guildhall/sdk/package.json" with { type: "json" };

const data = Directory__factory.createInterface().encodeErrorResult("Directory_EmptyName", []);
const { name, remedy } = explainError({ code: 3, message: "Execution reverted", data });
const addresses = await readAddresses("nowhere", "testnet");
const abi = consortiumRegistryAbi.length > 0;
const known = errorCatalogue.some((entry) => entry.name === name);
const { version } = manifest;
const { registry } = PREDEPLOYS;
console.log(JSON.stringify({ name, remedy, abi, known, addresses, version, registry }));
`;

/** Types follow from the ABI alone, as viem does it. */
const TYPED_PROGRAM = `
import { directoryAbi } from "@guildhall/sdk/abis";
import { type Alliance, connectAlliance } from "@guildhall/sdk/consortium";

type FunctionName = Extract<(typeof directoryAbi)[number], { type: "function" }>["name"];
const names: FunctionName[] = ["addressOf", "entries", "set", "timelock"];
// @ts-expect-error not a function of the directory
const wrong: FunctionName = "remove";
const count = ({ registry }: Alliance): Promise<bigint> => registry.memberCount();
export { connectAlliance, count, names, wrong };
`;

describe("SDK: package", () => {
  let project: string;

  before(async function () {
    this.timeout(120_000);
    await buildPackage(ROOT);
    project = await mkdtemp(path.join(tmpdir(), "guildhall-sdk-"));
    const { stdout } = await run("npm", [
      "pack",
      "--silent",
      "--pack-destination",
      project,
      path.join(ROOT, "sdk/dist"),
    ]);
    await mkdir(path.join(project, "node_modules/@guildhall"), { recursive: true });
    await run("tar", [
      "-xzf",
      path.join(project, stdout.trim()),
      "-C",
      path.join(project, "node_modules/@guildhall"),
    ]);
    const installed = path.join(project, "node_modules/@guildhall");
    await symlink(path.join(installed, "package"), path.join(installed, "sdk"), "dir");
    await symlink(path.join(ROOT, "node_modules/ethers"), path.join(project, "node_modules/ethers"), "dir");
    await writeFile(path.join(project, "package.json"), '{"type": "module"}');
  });

  after(() => rm(project, { recursive: true, force: true }));

  it("runs in a project of its own, with plain Node", async () => {
    await writeFile(path.join(project, "program.js"), PROGRAM);
    const { stdout } = await run(process.execPath, ["program.js"], { cwd: project, env: withoutLoaders() });
    const { version } = JSON.parse(await readFile(path.join(ROOT, "sdk/package.json"), "utf8"));
    expect(JSON.parse(stdout)).to.deep.equal({
      name: "Directory_EmptyName",
      remedy: "Use the name of the room, with the contract after a dot.",
      abi: true,
      known: true,
      version,
      registry: "0x0000000000000000000000000000000000007771",
    });
  }).timeout(30_000);

  it("has sound types, and ABIs from which types follow", async () => {
    await writeFile(path.join(project, "typed.ts"), TYPED_PROGRAM);
    const options = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--lib",
      "es2022,dom",
    ];
    const checked = run(process.execPath, [TSC, ...options, "typed.ts"], { cwd: project });
    await checked.catch(({ stdout }) => expect.fail(stdout));
  }).timeout(60_000);

  it("holds what is built and nothing else", async () => {
    const files = await readdir(path.join(project, "node_modules/@guildhall/package"), { recursive: true });
    const strange = files.filter(
      (file) => /\.\w+$/.test(file) && !/\.(js|d\.ts)$|^README\.md$|^package\.json$/.test(file),
    );
    expect(strange).to.deep.equal([]);
  });

  it("leads each subpath to its types first", () => {
    const { exports, private: isPrivate } = publishedManifest({
      private: true,
      exports: {
        ".": "./src/index.ts",
        "./abis": "./src/generated/abis/index.ts",
        "./package.json": "./package.json",
      },
    });
    expect(isPrivate).to.equal(undefined);
    expect(JSON.stringify(exports)).to.equal(
      JSON.stringify({
        ".": { types: "./index.d.ts", default: "./index.js" },
        "./abis": { types: "./generated/abis/index.d.ts", default: "./generated/abis/index.js" },
        "./package.json": "./package.json",
      }),
    );
  });
});

/** The environment of this process, less the loader that lets it run TypeScript. */
function withoutLoaders(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return environment;
}
