import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { nodeAddress, parseKeyFile } from "../../network/node-key.ts";
import { filesIn } from "../lib/bundle.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

const NOBODY_LISTENS = "http://127.0.0.1:1";

describe("network key", () => {
  let cli: CommandLine;
  let folder: string;

  before(async () => {
    cli = await commandLine(NOBODY_LISTENS);
    folder = await mkdtemp(join(tmpdir(), "guildhall-key-"));
  });

  after(async () => {
    await cli.close();
    await rm(folder, { recursive: true });
  });

  it("writes a key for its owner alone, and prints its public half", async () => {
    const file = join(folder, "new", "node.key");
    const printed = await cli.json<{ publicKey: string; address: string }>(`network key ${file}`);
    const key = parseKeyFile(await readFile(file, "utf8"));
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect(printed).to.deep.equal({
      file,
      address: key.address,
      publicKey: key.publicKey.slice(2),
      encrypted: false,
    });
    expect(nodeAddress(key.publicKey)).to.equal(key.address);
    expect(JSON.stringify(printed)).to.not.include(key.privateKey.slice(2));
  });

  it("prints what goes into the alliance's file", async () => {
    const { stdout } = await cli.run(`network key ${join(folder, "second.key")}`);
    expect(stdout).to.match(
      / {6}- publicKey: [0-9a-f]{128}\n {8}endpoint: "<ip>:30303"\n {8}seat: validator/,
    );
  });

  it("never replaces a file", async () => {
    const file = join(folder, "third.key");
    await cli.run(`network key ${file}`);
    const before = await readFile(file, "utf8");
    expect((await cli.refusal(`network key ${file}`)).why).to.include("exists and stays as it is");
    expect(await readFile(file, "utf8")).to.equal(before);
  });

  it("encrypts with the password of the variable, and does without neither", async function () {
    this.timeout(20_000);
    const file = join(folder, "sealed.json");
    const refused = await cli.refusal(`network key ${file} --encrypted`);
    expect(refused.why).to.include("GUILDHALL_NODE_KEY_PASSWORD is not set");
    process.env.GUILDHALL_NODE_KEY_PASSWORD = "correct horse";
    try {
      const { address } = await cli.json<{ address: string }>(`network key ${file} --encrypted`);
      const keystore = JSON.parse(await readFile(file, "utf8"));
      expect([keystore.version, keystore.address]).to.deep.equal([3, address.slice(2).toLowerCase()]);
    } finally {
      delete process.env.GUILDHALL_NODE_KEY_PASSWORD;
    }
  });
});

describe("network init", () => {
  let cli: CommandLine;
  let folder: string;

  before(async () => {
    cli = await commandLine(NOBODY_LISTENS);
    folder = await mkdtemp(join(tmpdir(), "guildhall-init-"));
  });

  after(async () => {
    await cli.close();
    await rm(folder, { recursive: true });
  });

  afterEach("nothing was written", async () => {
    expect(await filesIn(folder)).to.deep.equal({});
  });

  const refused = (args: string) => cli.refusal(`network init --out ${join(folder, "bundle")} ${args}`);

  it("tells options that do not go together", async () => {
    expect((await refused("--loopback")).why).to.equal(
      "--loopback shapes a trial network, and none is asked for.",
    );
    expect((await refused("--rpc-nodes 2")).why).to.match(/^--rpc-nodes shapes a trial network/);
    expect((await refused("--validators 4 --for nordgrid")).why).to.match(
      /^--for does not go with --validators/,
    );
    expect((await refused("--validators 4 --key a,b")).why).to.match(/^--key does not go with --validators/);
  });

  it("tells numbers that are none, or too large", async () => {
    expect((await refused("--validators 0")).why).to.equal('--validators "0" is not a whole number.');
    expect((await refused("--validators four")).why).to.match(/"four" is not a whole number/);
    expect((await refused("--validators 65")).why).to.equal("--validators 65 is too many.");
    expect((await refused("--validators 4 --rpc-nodes 65")).why).to.equal("--rpc-nodes 65 is too many.");
    expect((await refused("--chain-id 0x1")).why).to.equal('"0x1" is not a chain id.');
  });

  it("tells a file that is not there or none of an alliance", async () => {
    expect((await refused("--alliance gone.yaml")).why).to.match(
      /^gone\.yaml:1:1 {2}The file cannot be read \(ENOENT\)/,
    );
    expect((await refused("--alliance data/applicant.yaml")).why).to.match(/chain: is missing/);
  });

  it("does not found a chain on code that was compiled for tests", async function () {
    this.timeout(60_000);
    expect((await refused("--validators 4")).why).to.match(/bytes of code, over the 24576 of EIP-170/);
  });
});
