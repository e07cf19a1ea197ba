import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { id, SigningKey } from "ethers";
import { nodeAddress } from "../../../network/node-key.ts";
import type { AskOptions } from "../../../network/observe/ask.ts";
import { consult } from "../../../network/observe/consult.ts";
import { diagnose } from "../../../network/observe/diagnose.ts";
import { FINDINGS, type Finding } from "../../../network/observe/finding.ts";
import { targetsOf } from "../../../network/observe/targets.ts";
import { type ScriptedNetwork, type ScriptedNode, scriptedNetwork } from "../../lib/besu-network.ts";
import { recordedAnswerOf } from "../../lib/besu-stub.ts";

const OPTIONS: AskOptions = { limitMs: 1_000 };
const RESCUE = "0x0000000000000000000000000000000000007778";

describe("Doctor", () => {
  let network: ScriptedNetwork;

  beforeEach(() => {
    network = scriptedNetwork();
  });

  afterEach(() => network.close());

  const node = (index: number) => network.nodes[index] as ScriptedNode;
  const addressOf = (index: number) => node(index).plan.address.toLowerCase();

  async function examine(): Promise<readonly Finding[]> {
    await network.start();
    return findings();
  }

  /** Of a network that is started already. */
  async function findings(urls: string[] = []): Promise<readonly Finding[]> {
    const { plan, time } = network;
    const targets = targetsOf(plan, urls);
    return (await consult({ plan, folder: undefined, targets, options: OPTIONS, time })).findings;
  }

  const named = (findings: readonly Finding[]) => findings.map(({ name, where }) => `${name} ${where}`);

  function only(findings: readonly Finding[], name: string): Finding {
    const found = findings.filter((finding) => finding.name === name);
    expect(found, named(findings).join("\n")).to.have.lengthOf(1);
    return found[0] as Finding;
  }

  /** Has every turn of one validator taken by another, now and as time passes. */
  function passOver(idle: string, other: string): void {
    const { pass } = network;
    const replace = () => {
      for (const block of network.blocks) if (block.proposer === idle) block.proposer = other;
    };
    replace();
    network.pass = (seconds) => {
      pass(seconds);
      replace();
    };
  }

  /** Nobody seals any more; so many seconds pass. */
  function stall(seconds: number): void {
    network.sealing = false;
    network.pass(seconds);
  }

  it("has every finding explained in its runbook", async () => {
    const text = await readFile("docs/runbooks/read-the-doctor.md", "utf8");
    expect(FINDINGS.filter((name) => !text.includes(`\`${name}\``))).to.deep.equal([]);
  });

  it("finds nothing in a healthy network", async () => {
    expect(named(await examine())).to.deep.equal([]);
  });

  describe("in a network whose nodes do not tell their peers", () => {
    beforeEach(() => {
      const refusal = { error: { code: -32604, message: "Method not enabled" } };
      for (const each of network.nodes) each.methods.admin_peers = () => refusal;
    });

    it("takes nobody for dead whom it cannot ask", async () => {
      await network.start();
      for (const each of [node(2), node(3)]) delete each.plan.rpcUrl;
      expect(named(await findings())).to.deep.equal([]);
    });

    it("cannot tell missing validators from rounds that are apart", async () => {
      await network.start();
      for (const each of [node(2), node(3)]) delete each.plan.rpcUrl;
      stall(180);
      expect(named(await findings())).to.deep.equal(["rounds-apart network"]);
    });
  });

  describe("a chain that stands still", () => {
    it("names the validators that are missing when more are gone than may fail", async () => {
      node(2).up = false;
      node(3).up = false;
      stall(180);
      const finding = only(await examine(), "too-few-validators");
      expect(finding.severity).to.equal("broken");
      expect(finding.evidence).to.contain("2 of 4 validators run, quorum 3; missing: ");
      expect(finding.evidence)
        .to.contain("member-3")
        .and.to.contain("member-4")
        .and.not.to.contain("member-1");
      // 186 s old: rounds 0 to 4 took 4 · (2⁵ − 1) = 124 s, round 5 lasts 128 s.
      expect(finding.evidence).to.contain("about in round 5, which lasts 2 min");
      expect(finding.evidence).to.contain("3 nodes call themselves ready all the same");
      expect(finding.cure).to.contain("restart ALL validators together");
    });

    it("tells rounds that are apart from missing validators", async () => {
      stall(180);
      const found = await examine();
      expect(named(found)).to.deep.equal(["rounds-apart network"]);
      expect(found[0]?.cure).to.match(/^Wait up to 3 min, or restart ALL validators together/);
    });

    it("of validators that are not connected is told from rounds that are apart", async () => {
      for (const index of [0, 1, 2, 3]) node(index).peers = [node(index ^ 1).publicKey];
      node(4).peers = network.nodes.slice(0, 4).map(({ publicKey }) => publicKey);
      stall(180);
      const found = await examine();
      expect(named(found)[0]).to.equal("validators-cut-off network");
      expect(found[0]?.evidence).to.contain(
        "4 of 4 validators run, quorum 3, but none is connected with more than 1 others",
      );
    });

    it("before its first block has no age", async () => {
      network.blocks.splice(1);
      network.sealing = false;
      const found = await examine();
      expect(named(found)).to.deep.equal(["not-begun network"]);
      expect(found[0]?.evidence).to.contain("no block after block 0");
    });

    it("is no pool jam, and a node that calls itself unready is right", async () => {
      for (const each of network.nodes) each.readiness = 503;
      network.pool.push({ hash: id("due"), from: RESCUE, nonce: 0, addedAt: network.time.now() });
      stall(180);
      expect(named(await examine())).to.deep.equal(["rounds-apart network"]);
    });

    it("is not one while as many rounds as may fail can explain it", async () => {
      stall(5);
      expect(named(await examine())).to.deep.equal([]);
    });

    it("is one at once when too few run", async () => {
      node(2).up = false;
      node(3).up = false;
      stall(1);
      expect(named(await examine())).to.deep.equal([
        "too-few-validators network",
        "node-down member-3",
        "node-down member-4",
      ]);
    });

    it("with one validator away still has a quorum to bring together", async () => {
      node(3).up = false;
      stall(180);
      expect(named(await examine())).to.deep.equal(["rounds-apart network", "node-down member-4"]);
    });

    it("is told from an empty list, which no log line tells", async () => {
      network.validators = [];
      stall(180);
      const found = await examine();
      expect(named(found)).to.deep.equal(["validator-list-empty network"]);
      expect(found[0]?.evidence).to.contain("0 validators");
    });

    it("is told from a list that fails, and warns of restarts", async () => {
      network.validators = (
        (await recordedAnswerOf("bonsai_qbft_getValidators_out_window")) as {
          error: { code: number; message: string };
        }
      ).error;
      stall(180);
      const found = await examine();
      expect(named(found)).to.deep.equal(["validator-list-fails network"]);
      expect(found[0]?.evidence).to.contain("-32603 Internal error");
      expect(found[0]?.cure).to.match(/^Restart nothing before the transition is in the genesis file/);
    });
  });

  describe("the list of validators", () => {
    it("with one twice: the turn sticks", async () => {
      const [first] = network.validators as [string];
      network.validators = [first, ...(network.validators as string[])];
      for (const [index] of network.nodes.entries())
        if (addressOf(index) !== first) passOver(addressOf(index), first);
      const found = await examine();
      expect(only(found, "validator-list-duplicates").evidence).to.match(
        / stands 2 times among 5; it proposed 21 of the last 21 blocks/,
      );
      expect(named(found).filter((each) => each.startsWith("validator-silent"))).to.deep.equal([]);
    });

    it("with an address that the plan does not know", async () => {
      const stranger = `0x${"ab".repeat(20)}`;
      network.validators = [...(network.validators as string[]), stranger];
      expect(only(await examine(), "validator-unknown").where).to.equal(stranger);
    });

    it("shorter than the contract's floor", async () => {
      network.floor = 5;
      const finding = only(await examine(), "below-floor");
      expect(finding.severity).to.equal("warning");
      expect(finding.evidence).to.contain("4 validators").and.to.contain("floor is 5");
    });

    it("in which one more loss stops the chain: a validator down, or too short a list", async () => {
      node(1).up = false;
      const found = await examine();
      expect(named(found)).to.deep.equal(["node-down member-2", "one-more-loss-stops network"]);
      expect(found[0]?.severity).to.equal("broken");
      expect(found[1]?.evidence).to.equal("3 of 4 validators run, quorum 3");
    });

    it("of two: none can be spared", async () => {
      await network.close();
      network = scriptedNetwork(2);
      expect(only(await examine(), "one-more-loss-stops").cause).to.equal(
        "So few validators cannot spare one.",
      );
    });

    it("with one that runs and never proposes", async () => {
      passOver(addressOf(0), addressOf(1));
      expect(named(await examine())).to.deep.equal(["validator-silent member-1"]);
    });

    it("with a newcomer that had no turn yet", async () => {
      passOver(addressOf(0), addressOf(1));
      for (const each of network.nodes) {
        each.methods.qbft_getValidatorsByBlockNumber = ([block]) => ({
          result: (network.validators as string[]).filter(
            (address) => block === "latest" || address !== addressOf(0),
          ),
        });
      }
      expect(named(await examine())).to.deep.equal([]);
    });
  });

  describe("a node", () => {
    it("deadlocked: its head stays, it syncs for ever and calls itself ready", async () => {
      Object.assign(node(3), { stuckAt: 150, syncing: true });
      passOver(addressOf(3), addressOf(0));
      const found = await examine();
      const finding = only(found, "node-frozen");
      expect(finding.where).to.equal("member-4");
      expect(finding.evidence).to.match(
        /head stays at 150, 5\d behind; still syncing, 4 peers, \/readiness 200/,
      );
      expect(finding.cure).to.contain("kill -9");
      expect(named(found)).to.deep.equal(["node-frozen member-4"]);
    });

    it("a block or two late is not frozen", async () => {
      node(4).stuckAt = 198;
      expect(named(await examine())).to.deep.equal(["node-behind observer-1"]);
    });

    it("that catches up is only behind", async () => {
      Object.assign(node(4), { stuckAt: 100, syncing: true, readiness: 503 });
      const pass = network.time.wait;
      Object.assign(network.time, {
        wait: async (milliseconds: number) => {
          node(4).stuckAt = 180;
          await pass(milliseconds);
        },
      });
      expect(named(await examine())).to.deep.equal(["node-behind observer-1"]);
    });

    it("on another history", async () => {
      Object.assign(node(3), { fork: id("fork"), stuckAt: 199 });
      expect(only(await examine(), "node-forked").where).to.equal("member-4");
    });

    it("on another genesis, with another config, on another chain", async () => {
      Object.assign(node(0), { genesis: id("another"), fork: id("fork") });
      node(1).config = { chainId: 20260, qbft: { blockPeriodSeconds: 5 } };
      node(2).chainId = 1;
      const found = await examine();
      expect(only(found, "other-genesis").where).to.equal("member-1");
      expect(only(found, "other-config").evidence).to.contain('"blockPeriodSeconds":5');
      expect(named(found)).to.not.include("node-forked member-1");
      expect(only(found, "other-chain").evidence).to.equal("chain id 1, not 20260");
    });

    it("under a key of another: the folders were exchanged", async () => {
      [node(0).publicKey, node(1).publicKey] = [node(1).publicKey, node(0).publicKey];
      const findings = (await examine()).filter(({ name }) => name === "wrong-key");
      expect(findings.map(({ where }) => where)).to.deep.equal(["member-1", "member-2"]);
      expect(findings[0]?.evidence).to.equal(`runs under ${addressOf(1)}, expected was ${addressOf(0)}`);
      expect(findings[0]?.cause).to.contain("the key of member-2");
    });

    it("under a key that Besu made, since its folder was empty", async () => {
      node(1).publicKey = `0x${SigningKey.computePublicKey(id("fresh"), false).slice(4)}`;
      const finding = only(await examine(), "wrong-key");
      expect(finding.evidence).to.contain(`runs under ${nodeAddress(node(1).publicKey).toLowerCase()}`);
      expect(finding.cause).to.contain("The plan knows no such key");
    });

    it("reached at two addresses, or twice with one key", async () => {
      const [stub] = await network.start();
      const url = (stub as { url: string }).url.replace("127.0.0.1", "localhost");
      expect(only(await findings([url]), "key-used-twice").evidence).to.contain("member-1");
    });

    it("without a peer, and with too few for a quorum", async () => {
      node(0).peers = [];
      node(1).peers = [node(0).publicKey];
      const found = await examine();
      expect(only(found, "no-peers").where).to.equal("member-1");
      expect(only(found, "few-peers").evidence).to.equal("1 peers; a validator needs 2 others for a quorum");
    });

    it("without a seat needs one peer only, and one that is alone none", async () => {
      node(4).peers = [node(0).publicKey];
      expect(named(await examine())).to.deep.equal([]);
      await network.close();
      network = scriptedNetwork(1);
      network.nodes.pop();
      network.plan.nodes.pop();
      expect(named(await examine())).to.deep.equal(["one-more-loss-stops network"]);
    });

    it("whose list kept an unresolved host name as loopback", async () => {
      node(2).nodeList = [`enode://${"ab".repeat(64)}@127.0.0.1:30303`];
      expect(only(await examine(), "allowlist-loopback").where).to.equal("member-3");
    });

    it("on loopback may have loopback in its list", async () => {
      node(2).nodeList = [`enode://${"ab".repeat(64)}@127.0.0.1:30303`];
      node(2).ip = "127.0.0.1";
      expect(named(await examine())).to.deep.equal([]);
    });

    it("that wants a sign-in", async () => {
      const refusal = (await recordedAnswerOf("jwt_no_token")) as {
        error: { code: number; message: string };
      };
      node(4).methods = Object.fromEntries(
        ["eth_chainId", "eth_getBlockByNumber", "qbft_getValidatorsByBlockNumber"].map((method) => [
          method,
          () => ({ error: refusal.error }),
        ]),
      );
      const finding = only(await examine(), "sign-in-wanted");
      expect(finding.evidence).to.contain("Unauthorized");
      expect(finding.cure).to.contain("GUILDHALL_RPC_TOKEN");
    });

    it("whose JSON-RPC is silent although peers have it", async () => {
      node(4).up = false;
      const { publicKey } = node(4);
      node(0).peers = network.nodes.slice(1).map((each) => each.publicKey);
      expect(node(0).peers).to.include(publicKey);
      expect(named(await examine())).to.deep.equal(["rpc-silent observer-1"]);
    });

    it("that is down without a seat is a warning only", async () => {
      node(4).up = false;
      const found = await examine();
      expect(found.map(({ name, severity }) => `${name} ${severity}`)).to.deep.equal(["node-down warning"]);
    });

    it("that calls itself unready although it keeps up", async () => {
      node(0).readiness = 503;
      const found = await examine();
      expect(found.map(({ name, severity }) => `${name} ${severity}`)).to.deep.equal([
        "readiness-disagrees note",
      ]);
    });
  });

  it("says so when nobody answers at all", async () => {
    for (const each of network.nodes) each.up = false;
    const found = await examine();
    expect(named(found)).to.deep.equal(["nobody-answers network"]);
    expect(found[0]?.evidence).to.equal("5 of 5 nodes gave no answer: ECONNREFUSED");
  });

  describe("pools", () => {
    const sender = `0x${"12".repeat(20)}`;
    const waitingFor = (seconds: number) => network.time.now() - seconds * 1000;

    it("jammed: transactions that could be mined wait, blocks are empty", async () => {
      network.pool.push({ hash: id("due"), from: sender, nonce: 0, addedAt: waitingFor(60) });
      const found = await examine();
      expect(named(found)).to.deep.equal(["pool-jam network"]);
      expect(found[0]?.evidence).to.contain("member-1 1/4096").and.to.contain(id("due"));
      expect(found[0]?.cure).to.match(/^Stop ALL nodes, then start them. A rolling restart does not help/);
    });

    it("jammed: full of what cannot be executed, blocks are empty", async () => {
      for (const each of network.nodes) each.poolLimit = 2;
      for (const nonce of [5, 6])
        network.pool.push({ hash: id(`${nonce}`), from: sender, nonce, addedAt: waitingFor(60) });
      expect(named(await examine())).to.include("pool-jam network");
    });

    it("not jammed while blocks have transactions, or what waits is new", async () => {
      network.pool.push({ hash: id("new"), from: sender, nonce: 0, addedAt: waitingFor(1) });
      expect(named(await examine())).to.deep.equal([]);
      network.pool[0] = { ...(network.pool[0] as ScriptedNetwork["pool"][0]), addedAt: waitingFor(60) };
      for (const block of network.blocks) block.transactions = 1;
      expect(named(await findings())).to.deep.equal([]);
    });

    it("with a nonce poisoned by a price, or by a value, that its sender does not have", async () => {
      network.pool.push({ hash: id("priced"), from: sender, nonce: 3, price: 1n, addedAt: waitingFor(60) });
      network.pool.push({ hash: id("valued"), from: RESCUE, nonce: 0, value: 5n, addedAt: waitingFor(60) });
      network.nonces.set(sender, 3);
      const found = await examine();
      expect(named(found)).to.deep.equal([`nonce-poisoned ${sender}`, `nonce-poisoned ${RESCUE}`]);
      expect(found[0]?.evidence).to.contain(`nonce 3, ${id("priced")}: price 1 wei`);
      expect(found[0]?.evidence).to.contain("waits for 66 s at member-1, member-2");
    });

    it("with more than can be looked at: what is not seen is no hole", async () => {
      for (let nonce = 1; nonce <= 100; nonce++)
        network.pool.push({ hash: id(`${nonce}`), from: sender, nonce, addedAt: waitingFor(60) });
      network.pool.push({ hash: id("first"), from: sender, nonce: 0, addedAt: waitingFor(30) });
      for (const block of network.blocks) block.transactions = 1;
      expect(named(await examine())).to.deep.equal([]);
    });

    it("with a hole before what waits", async () => {
      network.pool.push({ hash: id("later"), from: sender, nonce: 4, addedAt: waitingFor(60) });
      network.nonces.set(sender, 2);
      const found = await examine();
      expect(named(found)).to.deep.equal([`nonce-hole ${sender}`]);
      expect(found[0]?.evidence).to.contain("the next to be mined is nonce 2, which nobody has");
    });
  });

  describe("clocks", () => {
    it("of a node apart from this machine's", async () => {
      node(1).clockAhead = 10;
      node(2).clockAhead = -20;
      const found = await examine();
      expect(named(found)).to.deep.equal(["clock-skew member-2", "clock-skew member-3"]);
      expect(found.map(({ evidence }) => evidence)).to.deep.equal([
        "its clock is 10 s ahead of this machine's",
        "its clock is 20 s behind this machine's",
      ]);
    });

    it("of the blocks ahead of this machine's, and behind it", async () => {
      await network.start();
      const { now } = network.time;
      for (const [shift, words] of [
        [-30, "s ahead of this machine's clock"],
        [30, "s before this machine's clock"],
      ] as const) {
        Object.assign(network.time, { now: () => now() + shift * 1000 });
        const found = await findings();
        expect(named(found)).to.deep.equal(["clock-skew network"]);
        expect(found[0]?.evidence).to.contain(words);
      }
    });

    it("apart do not make a chain that goes on a stalled one", async () => {
      node(1).up = false;
      await network.start();
      const { now } = network.time;
      Object.assign(network.time, { now: () => now() + 30_000 });
      expect(named(await findings())).to.include("one-more-loss-stops network");
    });

    it("agree when a chain that had paused goes on", async () => {
      await network.start();
      stall(9);
      const { wait } = network.time;
      Object.assign(network.time, {
        wait: async (milliseconds: number) => {
          const last = network.blocks.at(-1) as (typeof network.blocks)[0];
          network.blocks.push({ ...last, timestamp: last.timestamp + 3, hash: id("late") });
          await wait(milliseconds);
        },
      });
      expect(named(await findings())).to.deep.equal([]);
    });
  });

  describe("permissions and fees", () => {
    it("a validator without the account list is a hole; a node without a seat is none", async () => {
      node(3).accountList = undefined;
      node(4).accountList = undefined;
      const found = await examine();
      expect(named(found)).to.deep.equal(["account-list-hole member-4"]);
      expect(found[0]?.severity).to.equal("broken");
    });

    it("no account list anywhere is a choice, with a warning", async () => {
      for (const each of network.nodes) each.accountList = undefined;
      const found = await examine();
      expect(found.map(({ name, severity }) => `${name} ${severity}`)).to.deep.equal([
        "account-list-nowhere warning",
      ]);
    });

    it("a price, and a base fee, keep accounts without a balance out", async () => {
      node(0).gasPrice = 1000n;
      const { pass } = network;
      network.pass = (seconds) => {
        pass.call(network, seconds);
        for (const block of network.blocks) block.baseFee = 7n;
      };
      const found = await examine();
      expect(only(found, "gas-price").evidence).to.equal("eth_gasPrice is 1000 wei");
      expect(only(found, "base-fee").evidence).to.match(/has a base fee of 7 wei/);
    });
  });

  describe("transitions in the genesis file", () => {
    const examineWith = async (at: number) => {
      await network.start();
      const { plan, time } = network;
      const { given } = await consult({
        plan,
        folder: undefined,
        targets: targetsOf(plan, []),
        options: OPTIONS,
        time,
      });
      return diagnose({ ...given, transitions: [{ at, contract: RESCUE, validators: [addressOf(0)] }] });
    };
    const headTime = () => (network.blocks.at(-1) as { timestamp: number }).timestamp;

    it("that a node does not follow, since it was not restarted", async () => {
      const findings = await examineWith(headTime() - 10);
      expect(named(findings.filter(({ name }) => name === "transition-missing"))).to.have.lengthOf(5);
    });

    it("that lie ahead are nothing to speak of, whether the chain goes on or not", async () => {
      expect(named(await examineWith(headTime() + 1000))).to.deep.equal([]);
      stall(180);
      expect(named(await examineWith(headTime() + 1000))).to.deep.equal(["rounds-apart network"]);
    });

    it("that the next block will bring about are not overdue", async () => {
      const { wait } = network.time;
      Object.assign(network.time, { wait: (milliseconds: number) => wait(milliseconds + 1500) });
      expect(named(await examineWith(headTime() + 7))).to.deep.equal([]);
    });

    it("that are overdue, since the chain stood still before them", async () => {
      stall(180);
      expect(named(await examineWith(headTime() + 60))).to.deep.equal([
        "transition-overdue network",
        "rounds-apart network",
      ]);
    });
  });
});
