import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import hre from "hardhat";
import { type Alliance, readAlliance } from "../../network/alliance.ts";
import { formatGenesis, type Genesis } from "../../network/genesis/besu.ts";
import { buildGenesis } from "../../network/genesis/build.ts";
import { writeGenesis } from "../../network/genesis/file.ts";
import { requireCodeFits, summarize } from "../../network/genesis/summary.ts";

describe("Genesis file", () => {
  let alliance: Alliance;
  let genesis: Genesis;
  let directory: string;

  before(async () => {
    alliance = await readAlliance("data/alliance.yaml");
    genesis = await buildGenesis(alliance, hre.artifacts);
  });

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "guildhall-genesis-"));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it("is written with the folders it needs", async () => {
    const path = join(directory, "network", "genesis.json");
    await writeGenesis(path, genesis, { force: false });
    expect(await readFile(path, "utf8")).to.equal(formatGenesis(genesis));
  });

  it("is never replaced by mistake", async () => {
    const path = join(directory, "genesis.json");
    await writeFile(path, "in use");
    const error: unknown = await writeGenesis(path, genesis, { force: false }).catch(
      (cause: unknown) => cause,
    );
    expect(error).to.have.property(
      "why",
      `${path} exists and stays as it is; nodes with another genesis cannot join its network.`,
    );
    expect(await readFile(path, "utf8")).to.equal("in use");
    await writeGenesis(path, genesis, { force: true });
    expect(await readFile(path, "utf8")).to.equal(formatGenesis(genesis));
  });

  it("is summed up with its contracts, validators and digest", () => {
    const { digest, predeploys, validators, ...rest } = summarize(genesis, alliance);
    expect(rest).to.deep.equal({ chainId: 20260, members: 8 });
    expect(digest).to.match(/^0x[0-9a-f]{64}$/);
    expect(predeploys.map(({ name }) => name)).to.deep.equal([
      "directory",
      "registry",
      "governor",
      "timelock",
      "accessManager",
      "validatorSet",
      "rescueValidatorSet",
      "founding record",
    ]);
    expect(predeploys.every(({ codeBytes }) => codeBytes > 0)).to.equal(true);
    expect(predeploys[3]).to.include({ contract: "TimelockController", slots: 5 });
    expect(validators).to.have.lengthOf(10);
    expect(validators[6]).to.deep.equal({
      set: "rescue",
      member: "nordgrid",
      address: "0xD8BDC86796878F24C5Cf1B22d755B113Bb52a865",
      endpoint: "172.28.0.21:30303",
    });
  });

  it("has another digest for any other byte", () => {
    const other = structuredClone(genesis);
    other.config.qbft.blockperiodseconds += 1;
    expect(summarize(other, alliance).digest).to.not.equal(summarize(genesis, alliance).digest);
  });

  it("is refused when its contracts are larger than a chain would deploy", () => {
    const summary = summarize(genesis, alliance);
    const sized = (codeBytes: number) => ({
      ...summary,
      predeploys: [{ ...summary.predeploys[0], codeBytes } as never],
    });
    expect(() => requireCodeFits(sized(24_576))).to.not.throw();
    expect(() => requireCodeFits(sized(24_577))).to.throw(
      /Directory has 24577 bytes of code, over the 24576 of EIP-170/,
    );
  });
});

describe("genesis build", () => {
  /** Runs the task until it fails, and returns what it says on standard error. */
  async function failureOf(parameters: Record<string, unknown>): Promise<string> {
    const lines: string[] = [];
    const { error, log } = console;
    const { exitCode } = process;
    console.error = console.log = (line: string) => lines.push(line);
    try {
      await hre.tasks.getTask(["genesis", "build"]).run(parameters);
      expect(process.exitCode).to.equal(1);
    } finally {
      Object.assign(console, { error, log });
      process.exitCode = exitCode;
    }
    return lines.join("\n");
  }

  it("tells a wrong chain id, and fails", async () => {
    expect(await failureOf({ chainId: "0x12" })).to.match(/"0x12" is not a chain id\..*\n.*whole number/);
    expect(await failureOf({ chainId: "9007199254740992" })).to.match(/is not a chain id/);
  });

  it("tells what is wrong with the alliance's file, for machines as well", async () => {
    const output = await failureOf({ alliance: "data/applicant.yaml", json: true });
    const { error } = JSON.parse(output) as { error: { name: string; why: string } };
    expect(error.name).to.equal("InputFileError");
    expect(error.why).to.match(/^data\/applicant\.yaml:\d+:1 {2}chain: is missing; expected a section/m);
  });
});
