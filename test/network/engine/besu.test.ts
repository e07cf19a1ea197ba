import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GuildhallError } from "@guildhall/sdk/errors";
import { expect } from "chai";
import { type NetworkPlan, readPlan } from "../../../network/bundle/plan.ts";
import { restartAll, restartRolling } from "../../../network/engine/besu/restart.ts";
import { type Started, startBesu } from "../../../network/engine/besu/start.ts";
import { identityOf } from "../../../network/engine/identity.ts";
import { remember, remembered, runningAs } from "../../../network/engine/processes.ts";
import { type Stopped, stopNetwork } from "../../../network/engine/stop.ts";
import { changePlan, TRIAL_NODES, writeTrialBundle } from "../../lib/local-bundle.ts";
import { behave, installStubBesu } from "../../lib/stub-besu.ts";

const QUICK = { answerMs: 5_000, blockMs: 500, joinMs: 1_000, stopMs: 500 };

describe("Engine besu", function () {
  this.timeout(30_000);
  const kept = { home: process.env.BESU_HOME, path: process.env.PATH };
  let home: string;
  let folder: string;
  let said: string[];

  const say = (line: string): void => void said.push(line);
  const start = (...only: string[]): Promise<Started> => startBesu(folder, only, say, QUICK);
  const stop = (...only: string[]): Promise<Stopped[]> => stopNetwork(folder, only, QUICK.stopMs);
  const pids = (): Promise<(number | undefined)[]> =>
    Promise.all(TRIAL_NODES.map(async (name) => (await runningAs(folder, name))?.pid));

  async function refusal(work: Promise<unknown>): Promise<GuildhallError> {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.have.property("name", "EngineError");
    return error as GuildhallError;
  }

  before(async () => {
    home = await mkdtemp(join(tmpdir(), "guildhall-besu-"));
    await installStubBesu(home);
  });

  beforeEach(async () => {
    process.env.BESU_HOME = home;
    folder = await mkdtemp(join(tmpdir(), "guildhall-bundle-"));
    said = [];
    await writeTrialBundle(folder);
    await behave(folder, {});
  });

  afterEach(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  after(async () => {
    Object.assign(process.env, { PATH: kept.path });
    if (kept.home === undefined) delete process.env.BESU_HOME;
    else process.env.BESU_HOME = kept.home;
    await rm(home, { recursive: true, force: true });
  });

  describe("start", () => {
    it("starts every node whose key is there, waits for blocks, and leaves running ones alone", async () => {
      const { nodes, head } = await start();
      expect(nodes.map(({ name, wasRunning }) => [name, wasRunning])).to.deep.equal(
        TRIAL_NODES.map((name) => [name, false]),
      );
      expect(head).to.be.greaterThan(0);
      const before = await pids();
      const again = await start();
      expect(again.nodes.every(({ wasRunning }) => wasRunning)).to.equal(true);
      expect(await pids()).to.deep.equal(before);
      expect(new Set(before).size).to.equal(5);
    });

    it("starts a node that is named, and awaits no block while there is no quorum", async () => {
      const { nodes, head } = await start("aurum-bank-1", "jade-bank-1");
      expect([nodes.length, head]).to.deep.equal([2, undefined]);
      expect(said.at(-1)).to.equal("2 validators run here and 3 make a quorum, so no block is awaited.");
      expect((await start("nordgrid-1")).head).to.be.greaterThan(0);
    });

    it("shows the last lines of a node that ends at once, and lets the others run", async () => {
      await behave(folder, { "jade-bank-1": "broken" });
      const { why } = await refusal(start());
      expect(why).to.match(/^jade-bank-1 ended instead of starting/);
      expect(why).to.include("Specified node(s) not in nodes-allowlist");
      expect((await pids()).filter((pid) => pid !== undefined)).to.have.length(4);
    });

    it("names the node that answers in another's place", async () => {
      await behave(folder, { "jade-bank-1": "stranger" });
      expect((await refusal(start())).why).to.match(/, where jade-bank-1 belongs, answers nordgrid-1\.$/);
    });

    it("names a node that is on another chain", async () => {
      await behave(folder, { "jade-bank-1": "elsewhere" });
      expect((await refusal(start())).why).to.match(
        /answers for chain 1, not for chain 20260 as jade-bank-1/,
      );
    });

    it("says that no block comes, and leaves the nodes running to be asked why", async () => {
      await behave(folder, Object.fromEntries(TRIAL_NODES.map((name) => [name, "stalled"])));
      const { why, remedy } = await refusal(start());
      expect(why).to.include("no block came within 0.5 seconds");
      expect(remedy).to.include(`network doctor ${folder}`);
      expect(await pids()).to.not.include(undefined);
    });

    it("names the ports that are taken before it starts anything", async () => {
      const { nodes } = await readPlan(folder);
      const port = Number(new URL(nodes[1]?.rpcUrl ?? "").port);
      const other = createServer().listen(port, "127.0.0.1");
      await once(other, "listening");
      const { why } = await refusal(start());
      other.close();
      expect(why).to.equal(`These ports cannot be opened:\n- ${port} (JSON-RPC of aurum-bank-1) is in use`);
      expect(await remembered(folder)).to.deep.equal([]);
    });

    it("finds Besu on the PATH, and says where none is", async () => {
      delete process.env.BESU_HOME;
      process.env.PATH = `${join(home, "bin")}:${kept.path}`;
      expect((await start("nordgrid-1")).nodes).to.have.length(1);
      await stop();
      process.env.PATH = "/nowhere";
      expect((await refusal(start())).why).to.equal("There is no program `besu` on the PATH.");
      process.env.PATH = kept.path;
      process.env.BESU_HOME = folder;
      expect((await refusal(start())).why).to.equal(
        `BESU_HOME is ${folder}, where there is no program bin/besu.`,
      );
    });

    for (const version of ["26.7.1", "26.80.0", "27.8.0"]) {
      it(`refuses Besu ${version}`, async () => {
        const other = join(folder, "other-besu");
        await installStubBesu(other, version);
        process.env.BESU_HOME = other;
        const { why, remedy } = await refusal(start());
        expect(why).to.include(`is Besu ${version}; this network is made for Besu 26.8`);
        expect(remedy).to.include("BESU_HOME");
      });
    }

    it("refuses a network of several machines, and says how to make one of this machine", async () => {
      await changePlan(folder, ({ nodes: [, , node] }: NetworkPlan) => {
        if (node === undefined) return;
        node.enode = node.enode.replace(node.endpoint, "172.28.0.13:30303");
        node.endpoint = "172.28.0.13:30303";
      });
      const { why, remedy } = await refusal(start());
      expect(why).to.include("jade-bank-1 is to run at 172.28.0.13:30303");
      expect(remedy).to.include("network init --validators 4 --loopback");
    });

    it("refuses a key that belongs to another node, and a node whose key is elsewhere", async () => {
      await copyFile(join(folder, "nodes/nordgrid-1/key"), join(folder, "nodes/jade-bank-1/key"));
      expect((await refusal(start())).why).to.include("holds the key of nordgrid-1, not that of jade-bank-1");
      await rm(join(folder, "nodes/jade-bank-1/key"));
      expect((await start("nordgrid-1", "aurum-bank-1")).nodes).to.have.length(2);
      expect((await refusal(start("jade-bank-1"))).why).to.include(
        "The key of jade-bank-1 is not in this folder",
      );
      expect((await refusal(start("jade-bank-2"))).remedy).to.include(TRIAL_NODES.join(", "));
    });

    it("gives each node its own permission list, and a new one only when the bundle's is newer", async () => {
      const copy = join(folder, "data/nordgrid-1/permissions_config.toml");
      const source = join(folder, "config/permissions_config.toml");
      await start("nordgrid-1");
      expect(await readFile(copy, "utf8")).to.equal(await readFile(source, "utf8"));
      await stop();
      await writeFile(copy, "# rewritten by Besu\n");
      await start("nordgrid-1");
      expect(await readFile(copy, "utf8")).to.equal("# rewritten by Besu\n");
      await stop();
      const later = new Date(Date.now() + 60_000);
      await utimes(source, later, later);
      await start("nordgrid-1");
      expect(await readFile(copy, "utf8")).to.equal(await readFile(source, "utf8"));
    });
  });

  describe("stop", () => {
    it("ends every node, kills the one that does not listen, and says which", async () => {
      await behave(folder, { "jade-bank-1": "deaf" });
      await start();
      const before = (await pids()).map(Number);
      expect(await stop()).to.deep.equal(
        [...TRIAL_NODES].sort().map((name) => ({ name, how: name === "jade-bank-1" ? "killed" : "stopped" })),
      );
      expect(await Promise.all(before.map(identityOf))).to.deep.equal(Array(5).fill(undefined));
      expect(await stop()).to.deep.equal([]);
    });

    it("ends only the nodes that are named, and refuses a name that it did not start", async () => {
      await start();
      expect(await stop("jade-bank-1")).to.deep.equal([{ name: "jade-bank-1", how: "stopped" }]);
      expect((await pids()).map((pid) => pid !== undefined)).to.deep.equal([true, true, false, true, true]);
      expect((await refusal(stop("jade-bank-1"))).why).to.include("jade-bank-1 was not started from");
    });

    it("leaves a process alone that was given the number of one that ended long ago", async () => {
      const innocent = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
      await once(innocent, "spawn");
      await remember(folder, "nordgrid-1", innocent.pid ?? 0, "http://127.0.0.1:1");
      const record = join(folder, "run/nordgrid-1.json");
      const { birth, ...rest } = JSON.parse(await readFile(record, "utf8")) as { birth: string };
      await writeFile(record, JSON.stringify({ ...rest, birth: `${birth}0` }));
      expect(await stop()).to.deep.equal([{ name: "nordgrid-1", how: "not running" }]);
      expect(await identityOf(innocent.pid ?? 0)).to.not.equal(undefined);
      innocent.kill("SIGKILL");
    });

    it("takes a record that is half written for none", async () => {
      await start("nordgrid-1");
      await writeFile(join(folder, "run/aurum-bank-1.json"), '{"pid":1');
      expect(await stop()).to.deep.equal([
        { name: "aurum-bank-1", how: "not running" },
        { name: "nordgrid-1", how: "stopped" },
      ]);
    });
  });

  describe("restart", () => {
    it("stops all nodes before it starts the first again", async () => {
      await start();
      const before = await pids();
      said = [];
      await restartAll(folder, [], say, QUICK);
      const [stopped, others] = [said.slice(0, 5), said.slice(5)];
      expect(stopped.every((line) => line.endsWith(" stopped."))).to.equal(true);
      expect(others.filter((line) => line.includes(" answers at "))).to.have.length(5);
      expect((await pids()).some((pid) => pid === undefined || before.includes(pid))).to.equal(false);
    });

    it("rolls: each node is back before the next one stops", async () => {
      await start();
      said = [];
      await restartRolling(folder, [], say, QUICK);
      const turns = said.filter((line) => / stopped\.$| is back with 4 peers/.test(line));
      expect(turns.map((line) => line.split(" ")[0])).to.deep.equal(
        TRIAL_NODES.flatMap((name) => [name, name]),
      );
      expect(turns.map((line) => line.includes("stopped"))).to.deep.equal(
        TRIAL_NODES.flatMap(() => [true, false]),
      );
    });

    it("goes no further when a node does not come back, and says how far it came", async () => {
      await start();
      const before = await pids();
      await behave(folder, { "aurum-bank-1": "lonely" });
      const { why } = await refusal(restartRolling(folder, [], say, QUICK));
      expect(why).to.include("aurum-bank-1 answers again, but did not come back to 4 peers");
      expect(why).to.include(
        "Restarted before aurum-bank-1: nordgrid-1; left alone: jade-bank-1, orion-motors-1, delta-castings-1.",
      );
      expect((await pids()).slice(2)).to.deep.equal(before.slice(2));
    });

    it("does not roll a chain that stands still", async () => {
      await start();
      await behave(folder, Object.fromEntries(TRIAL_NODES.map((name) => [name, "stalled"])));
      await refusal(restartAll(folder, [], say, QUICK));
      const before = await pids();
      expect((await refusal(restartRolling(folder, [], say, QUICK))).why).to.include(
        "so nothing was restarted",
      );
      expect(await pids()).to.deep.equal(before);
    });

    it("does not roll when no validator can be spared, or a node is down", async () => {
      await start();
      await stop("delta-castings-1");
      const down = await refusal(restartRolling(folder, [], say, QUICK));
      expect(down.why).to.equal("delta-castings-1 does not run.");
      await stop("jade-bank-1");
      const { why, remedy } = await refusal(restartRolling(folder, ["nordgrid-1"], say, QUICK));
      expect(why).to.include("3 validators run here and 3 make a quorum");
      expect(remedy).to.include("without --rolling");
    });
  });
});
