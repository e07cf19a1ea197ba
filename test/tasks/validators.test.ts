import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { SigningKey, Wallet } from "ethers";
import { decide } from "../lib/alliance.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

const NODE_KEY = `0x${"4a".repeat(32)}`;
const NODE = new Wallet(NODE_KEY).address;
const PUBLIC_KEY = SigningKey.computePublicKey(NODE_KEY, false).slice(4);
const NORDGRID_SEAT = "0x4b39F7b0624b9dB86AD293686bc38B903142dbBc";
const NORDGRID_RESCUE = "0xD8BDC86796878F24C5Cf1B22d755B113Bb52a865";

interface Health {
  validators: number;
  live: number;
  canAdd: boolean;
  canRemoveLive: boolean;
}

describe("Tasks: nodes and validators", function () {
  this.timeout(60_000);
  let chain: Chain;
  let cli: CommandLine;
  let keyFile: string;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    keyFile = join(cli.folder, "key");
    await writeFile(keyFile, `${NODE_KEY}\n`);
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const addNode = (alias: string) => cli.json(`node add ${PUBLIC_KEY} 10.0.0.7:30303 --as ${alias}`);
  const proofFor = async (alias: string, options = "") =>
    (await cli.json(`validator prove ${alias} --key-file ${keyFile} ${options}`)).proof;
  const validators = async (options = "") =>
    (await cli.json<{ validator: string; member: string }[]>(`validator list ${options}`)).map(
      ({ validator, member }) => `${member} ${validator}`,
    );
  const health = () => cli.json<Health>("validator health");
  const pokeAll = () => cli.json("validator poke --as nordgrid");
  const mine = (blocks: number) => chain.provider.send("hardhat_mine", [`0x${blocks.toString(16)}`]);

  it("adds, lists and removes a node, given by key and endpoint or as an enode", async () => {
    expect((await addNode("kappa-fasteners")).node).to.equal(NODE);
    const enode = `enode://${PUBLIC_KEY}@10.0.0.7:30303`;
    const listed = await cli.json<{ address: string }[]>("node list");
    expect(listed.find(({ address }) => address === NODE)).to.deep.equal({
      address: NODE,
      member: "kappa-fasteners",
      endpoint: "10.0.0.7:30303",
      seat: "",
      enode,
    });
    await cli.json(`node remove ${NODE} --as kappa-fasteners`);
    expect((await cli.json<unknown[]>("node list")).length).to.equal(listed.length - 1);
    expect((await cli.refusal(`node remove ${NODE} --as kappa-fasteners`)).name).to.match(/^Registry_/);
    await chain.restore();
    expect((await cli.json(`node add ${enode}?discport=0 --as kappa-fasteners`)).node).to.equal(NODE);
  });

  it("refuses a node with a host name, without a whole key, or with a seat", async () => {
    const add = (node: string) => cli.refusal(`node add ${node} --as nordgrid`);
    expect((await add(`${PUBLIC_KEY} node7.example:30303`)).why).to.equal(
      'The endpoint "node7.example:30303" is not ip:port.',
    );
    expect(await add("8e56 10.0.0.7:30303")).to.deep.include({
      why: 'The public key "8e56" is not a public key of 64 bytes.',
      remedy: "Give the 128 hex digits of the node's enode; Besu prints it when it starts.",
    });
    expect((await cli.refusal(`node remove ${NORDGRID_SEAT} --as nordgrid`)).name).to.equal(
      "Registry_NodeIsValidator",
    );
  });

  it("lists both sets in the order of addresses", async () => {
    const governing = await validators();
    expect(governing).to.have.length(6);
    expect(governing[0]).to.equal(`nordgrid ${NORDGRID_SEAT}`);
    expect(await validators("--rescue")).to.have.length(4);
    expect((await cli.run("validator list")).stdout).to.match(
      /│ nordgrid +│ 172\.28\.0\.11:30303 │ not seen │/,
    );
  });

  it("sees validators alive as they propose, and tells which changes are safe", async () => {
    expect(await health()).to.deep.include({
      validators: 6,
      live: 0,
      quorum: 4,
      canAdd: false,
      canRemoveLive: false,
    });
    expect((await cli.run("validator health")).stdout).to.match(/next +validator poke --as <member>/);
    expect(await cli.json("validator poke --blocks 2 --as nordgrid")).to.have.length(2);
    expect(await health()).to.deep.include({ live: 2, canAdd: false });
    await pokeAll();
    expect(await health()).to.deep.include({ live: 6, canAdd: true, canRemoveLive: true });
    const refused = await cli.refusal("validator poke --blocks none --as nordgrid");
    expect(refused.why).to.equal('--blocks "none" is not a whole number.');
  });

  it("asks for a proof and the node's own registration first", async () => {
    const add = (options: string) => cli.refusal(`validator propose-add ${NODE} ${options} --as nordgrid`);
    expect((await add("--proof 1:0x12")).why).to.equal(`No node ${NODE} is registered.`);
    await addNode("kappa-fasteners");
    expect((await add("")).why).to.equal("--proof is missing.");
    expect((await add("--proof sealed")).why).to.equal('--proof "sealed" is not a signature.');
  });

  it("prove: names the file that gives no key, and prints no key", async () => {
    expect((await cli.refusal("validator prove nordgrid")).why).to.equal("--key-file is missing.");
    const { why, remedy } = await cli.refusal("validator prove nordgrid --key-file nowhere");
    expect(why).to.match(/^nowhere gives no node key: ENOENT/);
    expect(remedy).to.match(/<data-path>\/key/);
    const half = join(cli.folder, "half");
    await writeFile(half, NODE_KEY.slice(0, 40));
    expect((await cli.refusal(`validator prove nordgrid --key-file ${half}`)).why).to.not.include(
      NODE_KEY.slice(4, 40),
    );
  });

  it("swaps a validator for another node of the same member", async () => {
    await addNode("nordgrid");
    await pokeAll();
    const swap = `validator swap ${NORDGRID_SEAT} ${NODE} --proof ${await proofFor("nordgrid")} --as`;
    expect((await cli.refusal(`${swap} jade-bank`)).name).to.match(/^Registry_/);
    await cli.json(`${swap} nordgrid`);
    expect(await validators())
      .to.include(`nordgrid ${NODE}`)
      .and.not.include(`nordgrid ${NORDGRID_SEAT}`);
  });

  it("retires its own validator, and removes another's by vote", async () => {
    await pokeAll();
    const foreign = await cli.refusal(`validator retire ${NORDGRID_SEAT} --as jade-bank`);
    expect(foreign.name).to.match(/^Registry_/);
    await cli.json(`validator retire ${NORDGRID_SEAT} --as nordgrid`);
    expect(await health()).to.deep.include({ validators: 5, canAdd: false });
    await mine(20);
    await pokeAll();
    const aurum = "0x71b4a2d9B91726bdb5849D928967A1654D7F3de7";
    const { proposal } = await cli.json<{ proposal: number }>(
      `validator propose-remove ${aurum} --as nordgrid`,
    );
    await decide(chain.provider, proposal);
    expect(await validators()).to.have.length(4);
    await mine(20);
    await pokeAll();
    expect(
      (await cli.refusal("validator retire 0xCA55aC8514b25C660151a8AE0c90f116DF160daa --as jade-bank")).name,
    ).to.match(/^ValidatorSet_/);
  });

  it("means the rescue set where asked to", async () => {
    await mine(1);
    const floor = await cli.refusal(`validator retire ${NORDGRID_RESCUE} --rescue --as nordgrid`);
    expect(floor.text).to.equal("ValidatorSet_BelowFloor(count: 3, floor: 4)");
    await addNode("nordgrid");
    const swap = `validator swap ${NORDGRID_RESCUE} ${NODE} --rescue --as nordgrid --proof`;
    expect((await cli.refusal(`${swap} ${await proofFor("nordgrid")}`)).name).to.match(
      /^Registry_.*Signature/,
    );
    await cli.json(`${swap} ${await proofFor("nordgrid", "--rescue")}`);
    expect(await validators("--rescue")).to.include(`nordgrid ${NODE}`);
    expect(await validators())
      .to.include(`nordgrid ${NORDGRID_SEAT}`)
      .and.have.length(6);
    expect((await cli.json("validator health --rescue")).governs).to.equal(false);
  });

  it("appoints a node by vote on the proof that its key signed, and ejects it when it stays silent", async () => {
    await addNode("kappa-fasteners");
    const proof = await proofFor("kappa-fasteners");
    await pokeAll();
    const { proposal } = await cli.json<{ proposal: number }>(
      `validator propose-add ${NODE} --proof ${proof} --as nordgrid`,
    );
    await decide(chain.provider, proposal);
    expect(await validators()).to.include(`kappa-fasteners ${NODE}`);
    // From here on it never gets its turn.
    const awake = (await validators()).filter((seat) => !seat.endsWith(NODE)).map((seat) => seat.slice(-42));
    await chain.provider.send("hardhat_setCoinbase", [awake[0]]);
    await mine(1001);
    expect((await cli.json("validator health")).silentNewcomers).to.deep.equal([NODE]);
    const stayed = await cli.refusal(`validator eject ${NORDGRID_SEAT} --as jade-bank`);
    expect(stayed.name).to.equal("ValidatorSet_NotSilentNewcomer");
    for (const validator of awake) {
      await chain.provider.send("hardhat_setCoinbase", [validator]);
      await cli.json("validator poke --blocks 1 --as nordgrid");
    }
    await cli.json(`validator eject ${NODE} --as jade-bank`);
    expect(await validators()).to.have.length(6);
  });
});
