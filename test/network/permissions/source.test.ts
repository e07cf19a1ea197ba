import { expect } from "chai";
import { id } from "ethers";
import { targetsOf } from "../../../network/observe/targets.ts";
import { findSource, RegisterUnusable } from "../../../network/permissions/source.ts";
import { type ScriptedNetwork, type ScriptedNode, scriptedNetwork } from "../../lib/besu-network.ts";

describe("Where the register is read", () => {
  let network: ScriptedNetwork;

  beforeEach(() => {
    network = scriptedNetwork();
  });

  afterEach(() => network.close());

  const node = (index: number) => network.nodes[index] as ScriptedNode;

  async function source(chainId: number | undefined = 20260) {
    await network.start();
    const { plan, time } = network;
    return findSource(targetsOf(plan, []), { limitMs: 1_000 }, chainId, time.now());
  }

  async function refusal(): Promise<RegisterUnusable> {
    const error = await source().catch((caught) => caught);
    expect(error).to.be.instanceOf(RegisterUnusable);
    return error as RegisterUnusable;
  }

  it("is the highest node", async () => {
    for (const index of [0, 1, 3, 4]) node(index).stuckAt = 199;
    const { name, at } = await source();
    expect(name).to.equal("member-3");
    expect(at).to.equal(network.blocks.at(-1)?.timestamp);
  });

  it("is the highest node even if that has no latest block for a moment", async () => {
    for (const index of [1, 2, 3, 4]) node(index).stuckAt = 199;
    node(0).headless = 2;
    expect((await source()).name).to.equal("member-1");
  });

  it("is no node of another chain, nor of another block 0, however high", async () => {
    for (const index of [2, 3, 4]) node(index).stuckAt = 199;
    node(0).chainId = 1;
    node(1).genesis = id("another");
    expect((await source()).name).to.equal("member-3");
    expect((await source(undefined)).name).to.equal("member-3");
  });

  it("is nowhere while the highest has stood still for a minute, or has no block yet", async () => {
    network.sealing = false;
    network.pass(61);
    expect((await refusal()).why).to.equal(
      "member-1 is the highest node that answers, but its head is 61 s old: it may not know the latest changes. No list was changed.",
    );
    network.blocks.splice(1);
    expect((await refusal()).why).to.contain("no block is sealed yet");
  });

  it("is nowhere while the highest is syncing", async () => {
    node(0).syncing = true;
    expect((await refusal()).why).to.contain("it is still syncing");
  });
});
