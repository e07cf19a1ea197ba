import { NodeBehind, openNode } from "@guildhall/sdk";
import { expect } from "chai";
import { type BlockRange, queryChain, queryRange } from "../../sdk/src/common/log-range.ts";
import { requireState, StateNotKept } from "../../sdk/src/common/old-state.ts";
import { type Answer, type Answers, type StubNode, stubNode } from "./stub-node.ts";

describe("SDK: what a node answers only in part", () => {
  const nodes: StubNode[] = [];
  afterEach(async () => {
    for (const node of nodes.splice(0)) await node.close();
  });

  async function nodeWith(answers: Answers) {
    const node = await stubNode({
      eth_chainId: { result: "0x4f24" },
      eth_blockNumber: { result: "0x2ee0" },
      ...answers,
    });
    nodes.push(node);
    const provider = await openNode(node.url);
    return { node, provider };
  }

  describe("events, by ranges of blocks", () => {
    const width = ({ from, to }: BlockRange) => to - from + 1;

    /** Answers with each block's number where the range is narrow enough. */
    function limited(limit: number, message: string) {
      const asked: BlockRange[] = [];
      const query = async (range: BlockRange): Promise<number[]> => {
        asked.push(range);
        if (width(range) > limit) throw Object.assign(new Error(message), { code: -32_005 });
        return Array.from({ length: width(range) }, (_, index) => range.from + index);
      };
      return { asked, query };
    }

    const everyBlock = (head: number) => Array.from({ length: head + 1 }, (_, block) => block);

    it("asks for 5,000 blocks at a time and not beyond the head", async () => {
      const { provider } = await nodeWith({});
      const { asked, query } = limited(5_000, "");
      expect(await queryChain(provider, query)).to.deep.equal(everyBlock(12_000));
      expect(asked).to.deep.equal([
        { from: 0, to: 4_999 },
        { from: 5_000, to: 9_999 },
        { from: 10_000, to: 12_000 },
      ]);
      provider.destroy();
    });

    it("keeps to a limit that the node states", async () => {
      const { asked, query } = limited(1_000, "block range is too wide, limited to 1,000 blocks");
      expect(await queryRange({ from: 0, to: 4_999 }, query)).to.deep.equal(everyBlock(4_999));
      expect(asked).to.have.length(1 + 5);
    });

    it("halves what the node finds too wide without saying how much it bears", async () => {
      const { query } = limited(300, "Requested range exceeds maximum RPC range limit");
      expect(await queryRange({ from: 0, to: 999 }, query)).to.deep.equal(everyBlock(999));
    });

    it("gives up where one block is too much, and on any other refusal at once", async () => {
      const wide = limited(0, "Requested range exceeds maximum RPC range limit");
      expect(await failure(queryRange({ from: 0, to: 3 }, wide.query))).to.match(/range limit/);
      const other = limited(1, "Unauthorized");
      expect(await failure(queryRange({ from: 0, to: 3 }, other.query))).to.match(/Unauthorized/);
      expect(other.asked).to.have.length(1);
    });

    it("asks for nothing where there is no block", async () => {
      expect(await queryRange({ from: 5, to: 4 }, limited(9, "").query)).to.deep.equal([]);
    });
  });

  describe("old states", () => {
    const PROOF: Answer = { result: {} };
    const GONE: Answer = { error: { code: -32_000, message: "World state unavailable" } };

    async function verdict(eth_getProof: Answer | undefined, block: number): Promise<unknown> {
      const { provider } = await nodeWith(eth_getProof === undefined ? {} : { eth_getProof });
      const error = await requireState(provider, block).catch((caught: unknown) => caught);
      provider.destroy();
      return error;
    }

    it("are read where the node proves that it has them", async () => {
      expect(await verdict(PROOF, 1)).to.equal(undefined);
    });

    it("are not read where it has thrown them away, however recent", async () => {
      expect(await verdict(GONE, 11_999)).to.be.instanceOf(StateNotKept);
    });

    it("are read up to 512 blocks back where the node gives no proofs", async () => {
      expect(await verdict(undefined, 12_000 - 512)).to.equal(undefined);
      expect(await verdict(undefined, 12_000 - 513)).to.be.instanceOf(StateNotKept);
    });
  });

  describe("the head", () => {
    const head = (age: number): Answer => ({
      result: {
        number: "0x2a",
        timestamp: `0x${Math.floor(Date.now() / 1000 - age).toString(16)}`,
        hash: `0x${"aa".repeat(32)}`,
        parentHash: `0x${"bb".repeat(32)}`,
        nonce: "0x0000000000000000",
        difficulty: "0x1",
        gasLimit: "0x3938700",
        gasUsed: "0x0",
        miner: `0x${"00".repeat(20)}`,
        extraData: "0x",
        transactions: [],
      },
    });

    async function opened(answers: Answers): Promise<string> {
      const { node, provider } = await nodeWith(answers);
      provider.destroy();
      return failure(openNode(node.url, { maximumHeadAgeSeconds: 30 }).then((each) => each.destroy()));
    }

    it("is taken from a node that follows it", async () => {
      expect(await opened({ eth_syncing: { result: false }, eth_getBlockByNumber: head(5) })).to.equal("");
    });

    it("is not taken from a node whose latest block is old", async () => {
      const error = await opened({ eth_syncing: { result: false }, eth_getBlockByNumber: head(90) });
      expect(error).to.match(
        /^NodeBehind: The node is behind: its latest block, 42, is (89|9\d) seconds old/,
      );
    });

    it("is not taken from a node that is catching up", async () => {
      const syncing = { startingBlock: "0x0", currentBlock: "0x10", highestBlock: "0x20" };
      expect(await opened({ eth_syncing: { result: syncing }, eth_getBlockByNumber: head(5) })).to.include(
        `${NodeBehind.name}: The node is behind: it is at block 16 of 32`,
      );
    });
  });
});

/** What it fails with; empty when it does not. */
async function failure(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => "",
    (error: Error) => `${error.name}: ${error.message}`,
  );
}
