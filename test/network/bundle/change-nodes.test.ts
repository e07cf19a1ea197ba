import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { expect } from "chai";
import { createNodeKey } from "../../../network/bundle/node-keys.ts";
import { BUNDLE, type NetworkPlan, readPlan } from "../../../network/bundle/plan.ts";
import { scheduleTransition } from "../../../network/transition/schedule.ts";
import { validateBundle } from "../../../network/validate/validate.ts";
import { bundleFolder, filesIn, make } from "../../lib/bundle.ts";
import { type CommandLine, commandLine } from "../../lib/command-line.ts";
import { type TrialBundle, trialBundle } from "../../lib/trial-bundle.ts";

interface Change {
  node: NetworkPlan["nodes"][number];
  plan: NetworkPlan;
  written: string[];
  calls: { url: string; method: string; params: unknown[] }[];
}

describe("Nodes that join and leave a bundle", () => {
  let valid: TrialBundle;
  let bundle: TrialBundle;
  let cli: CommandLine;
  const { publicKey } = createNodeKey();

  before(async () => {
    valid = await trialBundle({ loopback: false });
    cli = await commandLine("http://127.0.0.1:1");
  });
  after(async () => {
    await valid.remove();
    await cli.close();
  });
  beforeEach(async () => {
    bundle = await valid.copy();
  });
  afterEach(() => bundle.remove());

  const adding = (key = publicKey, endpoint = "172.28.0.31:30303", member = "jade-bank") =>
    `network add-node ${bundle.folder} --member ${member} --public-key ${key} --endpoint ${endpoint}`;
  const add = (...parameters: string[]) => cli.json<Change>(adding(...parameters));
  const leave = (name: string) => cli.json<Change>(`network remove-node ${bundle.folder} ${name}`);
  const faults = async () => (await validateBundle(bundle.folder)).findings;

  it("enters a node into every file, and the bundle stays valid", async () => {
    const { node, plan } = await add();
    expect(node.name).to.equal("jade-bank-2");
    expect(node.rpcUrl).to.equal("http://172.28.0.31:8545");
    expect(await readPlan(bundle.folder)).to.deep.equal(plan);
    for (const file of [BUNDLE.staticNodes, BUNDLE.permissions]) {
      expect(await bundle.read(file), file).to.include(node.enode);
    }
    expect(await bundle.read(BUNDLE.compose)).to.include("jade-bank-2");
    expect(await bundle.read(BUNDLE.genesis)).to.equal(await valid.read(BUNDLE.genesis));
    expect(await faults()).to.deep.equal([]);
  });

  it("tells running nodes of it: on the list first, then as a peer", async () => {
    const { node, calls } = await add();
    const running = (await readPlan(valid.folder)).nodes.map(({ rpcUrl }) => rpcUrl);
    const half = calls.length / 2;
    expect(calls.slice(0, half).map(({ url }) => url)).to.deep.equal(running);
    expect(calls[0]).to.deep.include({ method: "perm_addNodesToAllowlist", params: [[node.enode]] });
    expect(calls[half]).to.deep.include({ method: "admin_addPeer", params: [node.enode] });
    const { stdout } = await cli.run(adding());
    expect(stdout).to.include("curl -s http://172.28.0.11:8545");
  });

  it("changes nothing the second time", async () => {
    await add();
    expect((await add()).written).to.deep.equal([]);
  });

  it("returns to the same files when the node leaves again", async () => {
    const { node } = await add();
    await leave(node.name);
    for (const file of [BUNDLE.plan, BUNDLE.staticNodes, BUNDLE.permissions, BUNDLE.compose, "README.md"]) {
      expect(await bundle.read(file), file).to.equal(await valid.read(file));
    }
  });

  it("keeps accounts that were let in since, and changes of rules", async () => {
    const newcomer = `0x${"12".repeat(20)}`;
    await bundle.replace(BUNDLE.permissions, /(accounts-allowlist = \[ ?)/, `$1"${newcomer}", `);
    const change = { block: 2_000_000_000, blockperiodseconds: 1 };
    const { digest } = await scheduleTransition(bundle.folder, change, {
      now: 1_900_000_000,
      leadSeconds: 60,
    });
    await add();
    expect(await bundle.read(BUNDLE.permissions)).to.include(newcomer);
    expect((await readPlan(bundle.folder)).genesisDigest).to.equal(digest);
    expect(await faults()).to.deep.equal([]);
  });

  it("gives a number that no node of the member has, and a port that none has", async () => {
    const local = await trialBundle();
    bundle = local;
    await add(publicKey, "127.0.0.1:30399", "nordgrid");
    const second = await add(createNodeKey().publicKey, "127.0.0.1:30398", "nordgrid");
    await leave("nordgrid-2");
    const third = await add(createNodeKey().publicKey, "127.0.0.1:30397", "nordgrid");
    expect([second.node.name, third.node.name]).to.deep.equal(["nordgrid-3", "nordgrid-4"]);
    const urls = third.plan.nodes.map(({ rpcUrl }) => rpcUrl);
    expect(new Set(urls).size).to.equal(urls.length);
  });

  it("in one member's bundle, runs the member's own nodes only, and leaves no manifest behind", async () => {
    const folder = await bundleFolder();
    await make({ folder, member: "nordgrid" });
    const run = (command: string) => cli.json<Change>(command.replace(bundle.folder, folder));
    const own = await run(adding(publicKey, "172.28.0.31:30303", "nordgrid"));
    expect(own.node.rpcUrl).to.equal("http://127.0.0.1:8547");
    expect(Object.keys(await filesIn(folder))).to.include("kubernetes/nordgrid-3.yaml");
    const other = await run(adding(createNodeKey().publicKey, "172.28.0.32:30303"));
    expect(other.node.rpcUrl).to.equal(undefined);
    await run(`network remove-node ${bundle.folder} nordgrid-3`);
    expect(Object.keys(await filesIn(folder))).to.not.include("kubernetes/nordgrid-3.yaml");
    await rm(dirname(folder), { recursive: true });
  });

  it("asks before it overwrites what was changed by hand", async () => {
    const edited = `${await bundle.read(BUNDLE.compose)}# mine\n`;
    await bundle.write(BUNDLE.compose, edited);
    expect((await cli.refusal(adding())).why).to.include(`changed by hand: ${BUNDLE.compose}`);
    expect(await bundle.read(BUNDLE.compose)).to.equal(edited);
    expect((await readPlan(bundle.folder)).nodes).to.have.length(5);
    await cli.json(`${adding()} --force`);
    expect(await bundle.read(BUNDLE.compose)).to.include("jade-bank-2");
  });

  it("refuses a key or a place that is taken, and a place that others cannot reach", async () => {
    const [first] = (await readPlan(bundle.folder)).nodes;
    for (const [command, why] of [
      [adding(first?.publicKey), "This key is that of nordgrid-1"],
      [adding(publicKey, "172.28.0.11:30303"), "nordgrid-1 is at 172.28.0.11:30303 already"],
      [adding(publicKey, "127.0.0.1:30303"), "is a loopback address, unlike those"],
      [adding(publicKey, "node.example:30303"), "no IPv4 address"],
      [adding("0x12"), "--public-key"],
      [adding(publicKey, "172.28.0.31:30303", "Jade"), "no alias"],
      [`${adding()} --seat throne`, 'no seat "throne"'],
    ] as const) {
      expect((await cli.refusal(command)).why).to.include(why);
    }
    expect(await bundle.read(BUNDLE.plan)).to.equal(await valid.read(BUNDLE.plan));
  });

  it("refuses to remove a node that is not there, or the last of one's own", async () => {
    const removing = (name: string) => cli.refusal(`network remove-node ${bundle.folder} ${name}`);
    expect((await removing("jade-bank-9")).remedy).to.include("nordgrid-1");
    await bundle.edit<NetworkPlan>(BUNDLE.plan, (plan) => {
      for (const node of plan.nodes.slice(1)) delete node.rpcUrl;
    });
    expect((await removing("nordgrid-1")).why).to.include("last node");
  });
});
