import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { AbiCoder, toQuantity, ZeroAddress } from "ethers";
import { BUNDLE, type NetworkPlan, readPlan } from "../../../network/bundle/plan.ts";
import type { Genesis } from "../../../network/genesis/besu.ts";
import { type RescueRequest, rescue, stallLimit } from "../../../network/transition/rescue.ts";
import { validateBundle } from "../../../network/validate/validate.ts";
import { type CommandLine, commandLine } from "../../lib/command-line.ts";
import { type TrialBundle, trialBundle } from "../../lib/trial-bundle.ts";
import { type Answer, type StubNode, stubNode } from "../../sdk/stub-node.ts";

const HEAD = { number: 4711, hash: `0x${"ab".repeat(32)}`, timestamp: 1_700_000_000 };
const NEVER = "http://127.0.0.1:1";
const { rescueValidatorSet: RESCUE, validatorSet: MAIN } = PREDEPLOYS;

describe("Rescue of a halted chain", () => {
  let valid: TrialBundle;
  let bundle: TrialBundle;
  let cli: CommandLine;
  let nodes: StubNode[] = [];

  before(async () => {
    valid = await trialBundle({ rpcNodes: 4 });
    cli = await commandLine(NEVER);
  });
  after(async () => {
    await valid.remove();
    await cli.close();
  });
  beforeEach(async () => {
    bundle = await valid.copy();
  });
  afterEach(async () => {
    await Promise.all([bundle.remove(), ...nodes.map((node) => node.close())]);
    nodes = [];
  });

  interface Stub {
    head?: Partial<typeof HEAD>;
    chainId?: number;
    code?: string;
    /** What each list answers; nothing means that reading it reverts. */
    lists?: Record<string, string[] | undefined>;
  }

  /** A node that answers as Besu does while its chain stands. */
  async function node({ head, chainId = 20260, code = "0x60", lists = {} }: Stub = {}): Promise<string> {
    const { number, hash, timestamp } = { ...HEAD, ...head };
    const plan = await readPlan(bundle.folder);
    const known: Record<string, string[] | undefined> = {
      [RESCUE]: seats(plan, "rescue"),
      [MAIN]: seats(plan, "validator"),
      ...lists,
    };
    const stub = await stubNode({
      eth_chainId: { result: toQuantity(chainId) },
      eth_getBlockByNumber: {
        result: { number: toQuantity(number), hash, timestamp: toQuantity(timestamp) },
      },
      eth_getCode: { result: code },
      eth_call: ([call]): Answer => {
        const list = known[(call as { to: string }).to.toLowerCase()];
        return list === undefined
          ? { error: { code: 3, message: "Execution reverted", data: "0x" } }
          : { result: AbiCoder.defaultAbiCoder().encode(["address[]"], [list]) };
      },
    });
    nodes.push(stub);
    return stub.url;
  }

  const seats = (plan: NetworkPlan, seat: string) =>
    plan.nodes.filter((each) => each.seat === seat).map(({ address }) => address);

  /** Puts the URL of each node into the plan: those of one seat, or the rest. */
  async function reach(rescueNodes: string, others?: string): Promise<void> {
    await bundle.edit<NetworkPlan>(BUNDLE.plan, (plan) => {
      for (const each of plan.nodes) {
        const url = each.seat === "rescue" ? rescueNodes : others;
        if (url === undefined) delete each.rpcUrl;
        else each.rpcUrl = url;
      }
    });
  }

  const transitions = async () =>
    (JSON.parse(await bundle.read(BUNDLE.genesis)) as Genesis).config.transitions?.qbft ?? [];

  const limit = async () => stallLimit(await readPlan(bundle.folder));

  async function attempt(changes: Partial<RescueRequest> = {}) {
    const now = HEAD.timestamp + (await limit()) + 1;
    return rescue({ folder: bundle.folder, to: "rescue", urls: [], now, leadSeconds: 600, ...changes });
  }

  async function refused(changes: Partial<RescueRequest> = {}): Promise<string> {
    const before = await bundle.read(BUNDLE.genesis);
    const message = await attempt(changes).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(message).to.not.equal("");
    expect(await bundle.read(BUNDLE.genesis), "nothing may be written").to.equal(before);
    return message;
  }

  const entry = (block: number, contract: string) => ({
    block,
    validatorselectionmode: "contract",
    validatorcontractaddress: contract,
  });

  it("dates the rescue list at the exact time of the head", async () => {
    await reach(await node());
    const done = await attempt();
    expect(done.head).to.deep.equal(HEAD);
    expect(done.validators).to.have.length(4);
    expect(done.warnings).to.deep.equal([]);
    expect(await transitions()).to.deep.equal([entry(HEAD.timestamp, RESCUE)]);
    expect((await readPlan(bundle.folder)).genesisDigest).to.equal(done.digest);
    const { findings } = await validateBundle(bundle.folder);
    expect(findings).to.deep.equal([]);
  });

  it("changes nothing the second time", async () => {
    await reach(await node());
    await attempt();
    expect((await attempt()).written).to.deep.equal([]);
    expect(await transitions()).to.have.length(1);
  });

  it("keeps earlier changes, and leads back by a switch dated ahead while the chain runs", async () => {
    await reach(await node());
    await attempt();
    const now = HEAD.timestamp + 1;
    expect(await refused({ now, to: "main" })).to.include("The chain is not halted");
    expect(await refused({ now, to: "main", at: now + 5 })).to.include("is too near");
    const { halted } = await attempt({ now, to: "main", at: now + 3600 });
    expect(halted).to.equal(false);
    expect(await transitions()).to.deep.equal([entry(HEAD.timestamp, RESCUE), entry(now + 3600, MAIN)]);
  });

  it("refuses while blocks may still come, with the numbers", async () => {
    await reach(await node());
    const now = HEAD.timestamp + (await limit());
    expect(await refused({ now })).to.match(/not halted.*block 4711.*62 seconds ago.*after 62 seconds/);
  });

  it("refuses a time after the head: no node would start", async () => {
    await reach(await node());
    expect(await refused({ at: HEAD.timestamp + 1 })).to.match(/later time nodes do not start/);
  });

  it("refuses a time before the head: no new node could ever join", async () => {
    await reach(await node());
    expect(await refused({ at: HEAD.timestamp - 1 })).to.match(/no new node could ever join/);
    await attempt({ at: HEAD.timestamp });
  });

  it("refuses when the nodes do not agree on the head, and says which", async () => {
    await reach(await node(), await node({ head: { number: 4710, hash: `0x${"cd".repeat(32)}` } }));
    expect(await refused()).to.match(
      /do not have the same head:[\s\S]*nordgrid-1: block 4710[\s\S]*block 4711/,
    );
  });

  it("refuses when no node answers, or only one of another chain", async () => {
    await reach(NEVER);
    expect(await refused()).to.match(/No node answers: .*-1 at/);
    await reach(await node({ chainId: 1 }));
    expect(await refused()).to.match(/No node answers/);
  });

  it("asks the nodes that are named instead of those of the plan", async () => {
    await reach(NEVER);
    const done = await attempt({ urls: [await node({ lists: { [MAIN]: undefined } })] });
    expect(done.witnesses).to.have.length(1);
    expect(done.warnings[0]).to.include("cannot be seen from here");
  });

  it("refuses a list without a contract, one that reverts, an empty one, one with address zero or a double", async () => {
    await reach(await node({ code: "0x" }));
    expect(await refused()).to.include("no contract stands there");
    await reach(await node({ lists: { [RESCUE]: undefined } }));
    expect(await refused()).to.include("cannot be read");
    const [one = ""] = seats(await readPlan(bundle.folder), "rescue");
    for (const [list, fault] of [
      [[], "is empty"],
      [[one, ZeroAddress], "holds address zero"],
      [[one, one], "holds a validator twice"],
    ] as const) {
      await reach(await node({ lists: { [RESCUE]: [...list] } }));
      expect(await refused()).to.include(fault);
    }
  });

  it("refuses a list that rules already", async () => {
    await reach(await node());
    expect(await refused({ to: "main" })).to.include("rules already");
  });

  it("refuses when too few of the list answer, unless they cannot start before the change", async () => {
    await reach(NEVER, await node());
    expect(await refused()).to.match(/has 4 validators and 3 must sign.*do not answer/);
    await reach(NEVER, await node({ lists: { [MAIN]: undefined } }));
    expect((await attempt()).warnings).to.have.length(4);
  });

  it("warns of a validator that no plan knows", async () => {
    const rescueSeats = seats(await readPlan(bundle.folder), "rescue");
    const stranger = `0x${"12".repeat(20)}`;
    await reach(await node({ lists: { [RESCUE]: [...rescueSeats, stranger] } }));
    expect((await attempt()).warnings).to.deep.equal([
      `${stranger} is on the list and in no plan: nobody knows who runs it.`,
    ]);
  });

  it("is printed with the head, the digest and the order of what to do", async () => {
    await reach(await node());
    const { stdout, exitCode } = await cli.run(`network rescue ${bundle.folder}`);
    expect(exitCode).to.equal(0);
    expect(stdout).to.include("block 4711").and.include("(1700000000)");
    expect(stdout).to.match(/Restart no node yet[\s\S]*Stop all nodes, then start all nodes together/);
  });

  it("explains a list that does not exist", async () => {
    const { why } = await cli.refusal(`network rescue ${bundle.folder} --to spare`);
    expect(why).to.include('no list "spare"');
  });
});
