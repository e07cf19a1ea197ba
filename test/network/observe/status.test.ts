import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { observe } from "../../../network/observe/observe.ts";
import { statusOf } from "../../../network/observe/status.ts";
import { BadNodeUrl, targetsOf } from "../../../network/observe/targets.ts";
import { type ScriptedNetwork, type ScriptedNode, scriptedNetwork } from "../../lib/besu-network.ts";
import { type Chain, startChain } from "../../lib/chain.ts";
import { type CommandLine, commandLine } from "../../lib/command-line.ts";
import { spawnHardhat } from "../../lib/spawned.ts";

describe("network status", function () {
  this.timeout(30_000);
  let network: ScriptedNetwork;

  beforeEach(() => {
    network = scriptedNetwork();
  });

  afterEach(() => network.close());

  const look = async (limitMs = 1_000) => {
    const { plan, time } = network;
    return statusOf(await observe(plan, targetsOf(plan, []), { limitMs }, time.now));
  };

  it("shows every node and the chain", async () => {
    for (const block of network.blocks.slice(-20)) block.transactions = 3;
    network.pool.push({ hash: "0x01", from: "0x02", nonce: 0, addedAt: network.time.now() });
    await network.start();
    const status = await look();
    expect(status).to.deep.include({
      chainId: 20260,
      height: 200,
      quorum: 3,
      mayFail: 1,
      averageGapSeconds: 2,
      longestGapSeconds: 2,
      gasUsedPercent: 0.3,
      transactions: 60,
    });
    expect(status.validators).to.have.length(4);
    expect(status.nodes[0]).to.deep.include({
      name: "member-1",
      height: 200,
      peers: 4,
      syncing: false,
      headAgeSeconds: 0,
      pool: { total: 1, local: 0 },
      seat: "validator",
      proposed: 25,
    });
    expect(status.nodes[0]?.lastProposed).to.be.within(197, 200);
    expect(status.nodes[4]).to.deep.include({ name: "observer-1", seat: "none", proposed: undefined });
  });

  it("takes a gap into the rhythm", async () => {
    network.sealing = false;
    network.pass(10);
    network.blocks.push({
      ...(network.blocks.at(-1) as (typeof network.blocks)[0]),
      timestamp: Math.floor(network.time.now() / 1000),
      hash: "0xab",
    });
    await network.start();
    const { averageGapSeconds, longestGapSeconds } = await look();
    expect([averageGapSeconds, longestGapSeconds]).to.deep.equal([2.4, 10]);
  });

  it("loses no other node to one that is dead, and none to one that does not answer in time", async () => {
    (network.nodes[1] as ScriptedNode).up = false;
    (network.nodes[2] as ScriptedNode).server = { delayMs: 400 };
    await network.start();
    const { nodes, height } = await look(200);
    expect(nodes.map(({ unreachable }) => unreachable)).to.deep.equal([
      undefined,
      "ECONNREFUSED",
      "no answer within 0.2 s",
      undefined,
      undefined,
    ]);
    expect(height).to.equal(200);
  });

  it("asks a node everything at once, so that a slow one costs its limit no more than once", async () => {
    for (const node of network.nodes) node.server = { holdUntil: 15 };
    await network.start();
    expect((await look()).nodes.map(({ height }) => height)).to.deep.equal(Array(5).fill(200));
  });

  it("names a URL that is none", () => {
    expect(() => targetsOf(undefined, ["localhost:8545"])).to.throw(
      BadNodeUrl,
      '"localhost:8545" is not the URL',
    );
  });

  describe("as a task", () => {
    let chain: Chain;
    let cli: CommandLine;
    let folder: string;

    before(async () => {
      chain = await startChain();
      await chain.provider.send("evm_mine", []);
      cli = await commandLine(chain.url);
      folder = await mkdtemp(join(tmpdir(), "guildhall-bundle-"));
    });

    after(async () => {
      await cli.close();
      await chain.close();
      await rm(folder, { recursive: true });
    });

    it("works with any engine: what it does not know shows as a dash", async () => {
      const { stdout, exitCode } = await cli.run(`network status ${folder} --rpc ${chain.url}`);
      expect(exitCode).to.equal(0);
      expect(stdout).to.match(/│ 127\.0\.0\.1:\d+ +│ - +│ 1 +│ 0x[0-9a-f]{8}/);
      expect(stdout)
        .to.match(/chain +20260/)
        .and.to.match(/validators +-/);
      const doctor = await cli.json<{ healthy: boolean; findings: object[] }>(
        `network doctor ${folder} --rpc ${chain.url}`,
      );
      expect(doctor).to.deep.include({ healthy: true, findings: [] });
    });

    it("ends with exit code 1 when no node answers", async () => {
      const { stdout, exitCode } = await cli.run(`network status ${folder} --rpc http://127.0.0.1:19`);
      expect(exitCode).to.equal(1);
      expect(stdout).to.contain("127.0.0.1:19 cannot be asked");
    });

    it("reads the bundle, and says so when there is none", async () => {
      expect((await cli.refusal(`network status ${folder}`)).name).to.equal("PlanUnreadable");
      await network.start();
      await writeFile(join(folder, "network.json"), JSON.stringify(network.plan));
      const { nodes } = await cli.json<{ nodes: { name: string }[] }>(`network status ${folder}`);
      expect(nodes.map(({ name }) => name)).to.include("observer-1");
    });

    it("tells in a letter what is broken, worst first, and ends with exit code 1", async () => {
      (network.nodes[1] as ScriptedNode).up = false;
      (network.nodes[0] as ScriptedNode).readiness = 503;
      await network.start();
      // The doctor's task goes by the real clock, to which the script's chain is long past.
      await writeFile(
        join(folder, "network.json"),
        JSON.stringify({ ...network.plan, blockPeriodSeconds: 1 }),
      );
      const { stdout, exitCode } = await cli.run(`network doctor ${folder}`);
      expect(exitCode).to.equal(1);
      expect(stdout).to.match(/^The network is not well\. 5 nodes examined, height 200, 4 validators\./);
      expect(stdout).to.match(
        /BROKEN member-2: node-down\n {2}Seen: .+\n {2}Cause: .+\n {2}Cure: .+\n {2}See docs\/runbooks\//,
      );
    });

    it("watches in plain lines where there is no terminal, until it is told to stop", async () => {
      const { child, printed, ended } = spawnHardhat([
        "network",
        "status",
        folder,
        "--rpc",
        chain.url,
        "--watch",
      ]);
      await printed("nodes answer");
      child.kill("SIGINT");
      const { stdout, exitCode } = await ended;
      expect(exitCode).to.equal(0);
      expect(stdout.split("\n")[0]).to.match(
        /^\d{4}-.+Z {2}height \d+ {2}age -?\d+ s {2}1 of \d nodes answer/,
      );
    });
  });
});
