import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BatchItem,
  type BatchJournal,
  type ItemResult,
  openNode,
  openSender,
  type Sender,
  sendBatch,
} from "@guildhall/sdk";
import { openJournal } from "@guildhall/sdk/node";
import { expect } from "chai";
import { hexlify, type JsonRpcProvider, Transaction, toBeHex, Wallet } from "ethers";
import { type Chain, startChain } from "../lib/chain.ts";
import { type Habits, type PoolNode, poolNode } from "../lib/pool-node.ts";
import { randomFrom } from "../lib/random.ts";
import { RESET, rpcProxy } from "../lib/rpc-proxy.ts";

const KEY = hexlify(new Uint8Array(32).fill(7));
const ACCOUNT = new Wallet(KEY).address;
const TO = "0x000000000000000000000000000000000000dEaD";
const REGISTRY = "0x0000000000000000000000000000000000007771";

/** Items that differ in their data, so that each is told apart on the chain. */
const itemsOf = (count: number): BatchItem[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `item-${index}`,
    request: { to: TO, data: toBeHex(index, 4) },
  }));

describe("SDK: batches", function () {
  this.timeout(120_000);
  let chain: Chain;
  let folder: string;
  const opened: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    chain = await startChain();
    folder = await mkdtemp(join(tmpdir(), "guildhall-batch-"));
  });

  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close();
    await chain.close();
    await rm(folder, { recursive: true });
  });

  async function pool(
    shape: { capacity: number; period: number },
    habits?: Partial<Habits>,
    random?: () => number,
  ): Promise<PoolNode> {
    const node = await poolNode(chain, shape, habits, random);
    opened.push(node);
    return node;
  }

  async function senderAt(url: string, window = 16, key = KEY): Promise<Sender> {
    const provider: JsonRpcProvider = await openNode(url);
    opened.push({ close: async () => provider.destroy() });
    return openSender(new Wallet(key, provider), { window, resendSeconds: 0.2, timeoutSeconds: 30 });
  }

  /** What the account did on the chain, in the order of its nonces. */
  async function executed(account = ACCOUNT): Promise<string[]> {
    const found: { nonce: number; data: string }[] = [];
    const head = await chain.provider.getBlockNumber();
    for (let number = 1; number <= head; number++) {
      const block = await chain.provider.getBlock(number, true);
      found.push(...(block?.prefetchedTransactions ?? []).filter(({ from }) => from === account));
    }
    return found.sort((a, b) => a.nonce - b.nonce).map(({ data }) => data);
  }

  const outcomes = (results: readonly ItemResult[]): string[] => [
    ...new Set(results.map(({ outcome }) => outcome)),
  ];

  const dataOf = (items: readonly BatchItem[]) => items.map(({ request }) => request.data);

  it("has 500 writes mined once each and in order by a node that holds five of an account (B07)", async () => {
    const node = await pool({ capacity: 5, period: 10 });
    const items = itemsOf(500);
    const results = await sendBatch(await senderAt(node.url, 64), items, { gasLimit: 30_000n });
    expect(outcomes(results)).to.deep.equal(["mined"]);
    expect(results.map(({ id }) => id)).to.deep.equal(items.map(({ id }) => id));
    expect(await executed()).to.deep.equal(dataOf(items));
  });

  for (const seed of [1, Math.floor(Math.random() * 2 ** 32)]) {
    it(`executes each item once and in order, whatever the node does (seed ${seed})`, async () => {
      const habits = {
        drop: 0.1,
        reset: 0.05,
        distant: 0.1,
        hide: 0.2,
        forget: 0.1,
        fail: 0.03,
        restart: 0.01,
        idle: 0.3,
      };
      const node = await pool({ capacity: 12, period: 40 }, habits, randomFrom(seed));
      const items = itemsOf(30);
      const results = await sendBatch(await senderAt(node.url), items, { gasLimit: 30_000n });
      expect(outcomes(results)).to.deep.equal(["mined"]);
      expect(await executed()).to.deep.equal(dataOf(items));
    });
  }

  it("keeps the order over a restart of the node, whatever it meets", async () => {
    const node = await pool({ capacity: 9, period: 10 });
    const items = itemsOf(60);
    let results = 0;
    const onResult = (): void => {
      if (++results % 20 === 0) node.restart(400);
    };
    const ended = await sendBatch(await senderAt(node.url, 4), items, { onResult });
    expect(outcomes(ended)).to.deep.equal(["mined"]);
    expect(await executed()).to.deep.equal(dataOf(items));
  });

  it("reports what fails and goes on, without a hole among the nonces", async () => {
    const items = itemsOf(6);
    items[2] = { id: "refused", request: { to: REGISTRY, data: "0xdeadbeef" } };
    items[4] = { id: "too much", request: { to: TO, value: 1n } };
    const results = await sendBatch(await senderAt((await pool({ capacity: 9, period: 10 })).url), items);
    expect(results.map(({ outcome }) => outcome)).to.deep.equal([
      "mined",
      "mined",
      "refused",
      "mined",
      "refused",
      "mined",
    ]);
    expect(results.flatMap((result) => ("error" in result ? [result.error.name] : []))).to.deep.equal([
      "RevertWithoutReason",
      "TransactionUnpayable",
    ]);
    expect(await executed()).to.deep.equal([0, 1, 3, 5].map((index) => toBeHex(index, 4)));
  });

  it("sends what is not tried out, reports it as reverted, and goes on", async () => {
    const items = itemsOf(3);
    items[1] = { id: "fails", request: { to: REGISTRY, data: "0xdeadbeef" } };
    const sender = await senderAt((await pool({ capacity: 9, period: 10 })).url);
    const results = await sendBatch(sender, items, { gasLimit: 50_000n });
    expect(results.map(({ outcome }) => outcome)).to.deep.equal(["mined", "reverted", "mined"]);
    expect(results[1]).to.have.nested.property("error.name", "RevertWithoutReason");
  });

  it("re-signs what lost its nonce to a transaction from elsewhere, and says so", async () => {
    const node = await pool({ capacity: 9, period: 100_000 });
    const sender = await senderAt(node.url);
    const told: [number, string | undefined][] = [];
    const sending = sender.send(
      { to: TO, data: "0x01" },
      { onVoid: async ({ nonce }, by) => void told.push([nonce, by]) },
    );
    while (node.taken === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const elsewhere = new Wallet(KEY, chain.provider);
    const foreign = await elsewhere.sendTransaction({ to: TO, data: "0x02", gasPrice: 0n });
    while (node.taken === 1) await new Promise((resolve) => setTimeout(resolve, 20));
    const again = node.requests.findLast(({ method }) => method === "eth_sendRawTransaction");
    await chain.provider.send("eth_sendRawTransaction", again?.params ?? []);
    await sending;
    expect(told).to.deep.equal([[0, foreign.hash]]);
    expect(await executed()).to.deep.equal(["0x02", "0x01"]);
  });

  it("gives calls at once nonces in their order, through two doors of one account", async () => {
    const node = await pool({ capacity: 99, period: 10 });
    const sender = await senderAt(node.url);
    const signer = new Wallet(KEY, sender.provider);
    const items = itemsOf(30);
    await Promise.all(
      items.map(async ({ request }, index) => {
        const door = index % 2 === 0 ? sender : await openSender(signer);
        return door.send(request);
      }),
    );
    expect((await executed()).sort()).to.deep.equal(dataOf(items));
  });

  it("keeps no more under way than one account, and all together, may have", async () => {
    const node = await pool({ capacity: 99, period: 100_000 });
    const first = await senderAt(node.url, 3);
    const second = await openSender(new Wallet(hexlify(new Uint8Array(32).fill(8)), first.provider), {
      window: 9,
      totalWindow: 5,
    });
    const ignored = { timeoutSeconds: 1.5 };
    const results = await Promise.all([
      sendBatch(first, itemsOf(9), ignored),
      sendBatch(second, itemsOf(9), ignored),
    ]);
    expect(node.taken).to.equal(5);
    expect(results.flat().filter(({ outcome }) => outcome === "open").length).to.be.at.least(5);
    expect(outcomes(results.flat())).not.to.include("mined");
  });

  const lost = {
    "cannot be reached": { code: "ECONNREFUSED", message: "connect ECONNREFUSED 127.0.0.1:8545" },
    "is starting behind its proxy": {
      code: "SERVER_ERROR",
      message: "server response 503 Service Unavailable",
    },
    "does not answer in time": { code: "TIMEOUT", message: "request timeout" },
    "is not in sync": { code: -32002, message: "Transaction pool not enabled. (… node not yet in sync)." },
    "is full": { code: -32000, message: "txpool is full" },
  };
  for (const [what, failure] of Object.entries(lost)) {
    it(`hands the same bytes in again to a node that ${what}`, async () => {
      const sender = await senderAt((await pool({ capacity: 9, period: 10 })).url);
      const provider = sender.provider as JsonRpcProvider;
      const { send } = provider;
      const handedIn: unknown[] = [];
      provider.send = async (method, params) => {
        if (method !== "eth_sendRawTransaction") return send.call(provider, method, params);
        handedIn.push((params as unknown[])[0]);
        if (handedIn.length < 3) throw Object.assign(new Error(failure.message), failure);
        return send.call(provider, method, params);
      };
      const items = itemsOf(2);
      expect(outcomes(await sendBatch(sender, items))).to.deep.equal(["mined"]);
      expect(new Set(handedIn.slice(0, 3)).size).to.equal(1);
      expect(await executed()).to.deep.equal(dataOf(items));
    });
  }

  it("finds what an account of the node has sent when the answer with its hash got lost", async () => {
    let count = 0;
    const proxy = await rpcProxy(chain.url, async ({ method }, forward) => {
      const answer = await forward();
      return method === "eth_sendTransaction" && ++count % 2 === 1 ? RESET : answer;
    });
    opened.push(proxy);
    const provider = await openNode(proxy.url);
    opened.push({ close: async () => provider.destroy() });
    const sender = await openSender(await provider.getSigner(0), { timeoutSeconds: 30 });
    const items = itemsOf(3);
    const results = await sendBatch(sender, items);
    expect(outcomes(results)).to.deep.equal(["mined"]);
    expect(await executed(sender.address)).to.deep.equal(dataOf(items));
    const hashes = results.map((result) => ("hash" in result ? result.hash : ""));
    const receipts = await Promise.all(hashes.map((hash) => chain.provider.getTransactionReceipt(hash)));
    expect(receipts.map((receipt) => receipt?.blockNumber)).to.deep.equal([1, 2, 3]);
  });

  it("ends the run when the node refuses the account as such", async () => {
    const refusal = { code: -32007, message: "Sender account not authorized to send transactions" };
    const node = await pool({ capacity: 9, period: 10 });
    const sender = await senderAt(node.url);
    const provider = sender.provider as JsonRpcProvider;
    const { send } = provider;
    provider.send = async (method, params) => {
      if (method === "eth_sendRawTransaction") throw Object.assign(new Error(refusal.message), refusal);
      return send.call(provider, method, params);
    };
    const results = await sendBatch(sender, itemsOf(100));
    expect(outcomes(results)).to.deep.equal(["refused", "unsent"]);
    expect(node.taken).to.equal(0);
  });

  describe("with a journal", () => {
    const path = () => join(folder, "items.journal");

    async function run(
      sender: Sender,
      items: readonly BatchItem[],
      options: { gasLimit?: bigint; timeoutSeconds?: number } = {},
    ): Promise<ItemResult[]> {
      const journal = await openJournal(path());
      try {
        return await sendBatch(sender, items, { journal, ...options });
      } finally {
        await journal.close();
      }
    }

    const failure = (attempt: Promise<unknown>): Promise<Error> =>
      attempt.then(
        () => expect.fail("was taken"),
        (error: Error) => error,
      );

    it("does nothing twice when run again, and does what has failed", async () => {
      const sender = await senderAt((await pool({ capacity: 9, period: 10 })).url);
      const items = itemsOf(5);
      const first = await run(sender, items);
      const again = await run(sender, items);
      expect(outcomes(again)).to.deep.equal(["earlier"]);
      const facts = (results: ItemResult[]) => results.map((result) => ({ ...result, outcome: "" }));
      const withoutReceipt = facts(first);
      expect(facts(again)).to.deep.equal(withoutReceipt);
      expect(await executed()).to.deep.equal(dataOf(items));
    });

    it("goes on over the end of the process, a lost pool and a line cut short", async () => {
      const items = itemsOf(40);
      const first = await pool({ capacity: 9, period: 100_000 });
      // Nothing is mined: what is under way stays open, as if the process had been killed.
      const broken = await run(await senderAt(first.url, 7), items, { timeoutSeconds: 1 });
      expect(broken.slice(0, 7).map(({ outcome }) => outcome)).to.deep.equal(Array(7).fill("open"));
      await appendFile(path(), '{"id":"item-7","packed":{"nonce":7,"pay');
      const second = await pool({ capacity: 9, period: 10 });
      const sender = await senderAt(second.url);
      const results = await run(sender, items);
      expect(outcomes(results)).to.deep.equal(["mined"]);
      expect(await executed()).to.deep.equal(dataOf(items));
      const [before, after] = [first, second].map(({ requests }) =>
        requests.filter(({ method }) => method === "eth_sendRawTransaction").map(({ params }) => params[0]),
      );
      expect(after?.slice(0, 7), "the same bytes").to.deep.equal(before?.slice(0, 7));
      expect(outcomes(await run(sender, items)), "the line cut short is gone").to.deep.equal(["earlier"]);
    });

    it("goes on where all that is left was packed already", async () => {
      const items = itemsOf(3);
      const first = await pool({ capacity: 9, period: 100_000 });
      await run(await senderAt(first.url), items, { timeoutSeconds: 0.5 });
      const second = await pool({ capacity: 9, period: 10 });
      expect(outcomes(await run(await senderAt(second.url), items))).to.deep.equal(["mined"]);
      expect(await executed()).to.deep.equal(dataOf(items));
    });

    it("lets nothing leave before the journal has it", async () => {
      const node = await pool({ capacity: 9, period: 10 });
      const order: string[] = [];
      const journal: BatchJournal = {
        begin: async () => ({ parcels: new Map(), done: new Map() }),
        packed: async (id) => {
          await new Promise((resolve) => setTimeout(resolve, 300));
          const left = node.requests.filter(({ method }) => method === "eth_sendRawTransaction").length;
          order.push(`${id} kept, ${left} left`);
        },
        voided: async () => {},
        done: async () => {},
      };
      await sendBatch(await senderAt(node.url), itemsOf(3), { journal });
      expect(order).to.deep.equal(["item-0 kept, 0 left", "item-1 kept, 1 left", "item-2 kept, 2 left"]);
    });

    it("lets an item go whose nonce another transaction took while no process ran", async () => {
      const items = itemsOf(2);
      const first = await pool({ capacity: 9, period: 100_000 });
      await run(await senderAt(first.url, 1), items, { timeoutSeconds: 0.5 });
      const elsewhere = new Wallet(KEY, chain.provider);
      await elsewhere.sendTransaction({ to: TO, data: "0xff", gasPrice: 0n });
      const second = await pool({ capacity: 9, period: 10 });
      const results = await run(await senderAt(second.url), items);
      expect(outcomes(results)).to.deep.equal(["mined"]);
      expect((await executed()).sort()).to.deep.equal([...dataOf(items), "0xff"]);
    });

    it("lets an item go whose nonce was used long before, for the node had counted none", async () => {
      const elsewhere = new Wallet(KEY, chain.provider);
      for (const data of ["0xf0", "0xf1", "0xf2"]) {
        await elsewhere.sendTransaction({ to: TO, data, gasPrice: 0n });
      }
      const [item] = itemsOf(1) as [BatchItem];
      const fields = { type: 2, chainId: 20260, nonce: 1, gasLimit: 30_000, maxFeePerGas: 0n };
      const payload = await elsewhere.signTransaction({
        ...item.request,
        ...fields,
        maxPriorityFeePerGas: 0n,
      });
      const parcel = { nonce: 1, payload, hash: Transaction.from(payload).hash ?? "", sinceBlock: 3 };
      const voided: string[] = [];
      const journal: BatchJournal = {
        begin: async () => ({ parcels: new Map([[item.id, parcel]]), done: new Map() }),
        packed: async () => {},
        voided: async (id) => void voided.push(id),
        done: async () => {},
      };
      const results = await sendBatch(await senderAt((await pool({ capacity: 9, period: 10 })).url), [item], {
        journal,
      });
      expect(outcomes(results)).to.deep.equal(["mined"]);
      expect(voided).to.deep.equal([item.id]);
      expect(await executed()).to.deep.equal(["0xf0", "0xf1", "0xf2", item.request.data]);
    });

    it("is refused for other items, another account and another chain", async () => {
      const node = await pool({ capacity: 9, period: 10 });
      const sender = await senderAt(node.url);
      await run(sender, itemsOf(2));
      const changed = itemsOf(2);
      changed[1] = { id: "item-1", request: { to: TO, data: "0xff" } };
      const other = hexlify(new Uint8Array(32).fill(8));
      expect((await failure(run(sender, itemsOf(3)))).message).to.match(
        /its number of items is 2, here it is 3/,
      );
      expect((await failure(run(sender, changed))).message).to.match(/its digest of the items is/);
      expect((await failure(run(await senderAt(node.url, 9, other), itemsOf(2)))).message).to.match(
        /its account is/,
      );
      // Block 0 is dated with the second in which the chain starts.
      const text = await readFile(path(), "utf8");
      const identity = JSON.parse(text.split("\n")[0] ?? "") as { block0: string };
      await writeFile(path(), text.replace(identity.block0, `0x${"00".repeat(32)}`));
      expect((await failure(run(sender, itemsOf(2)))).message).to.match(/its block 0 is/);
      expect(await executed()).to.have.length(2);
    });

    it("is taken by one process at a time, and from one that is gone", async () => {
      const journal = await openJournal(path());
      expect((await failure(openJournal(path()))).message).to.match(/^Process \d+ works on/);
      await journal.close();
      await writeFile(`${path()}.lock`, "999999999");
      await (await openJournal(path())).close();
    });

    it("is refused with a broken line in its middle, and begun anew when its first was cut short", async () => {
      const sender = await senderAt((await pool({ capacity: 9, period: 10 })).url);
      await run(sender, itemsOf(1));
      const text = await readFile(path(), "utf8");
      await writeFile(path(), text.replace("\n", "\n{broken\n"));
      expect((await failure(run(sender, itemsOf(1)))).message).to.match(/Line 2 of .* is no entry/);
      await writeFile(path(), text);
      await truncate(path(), 10);
      expect(outcomes(await run(sender, [{ id: "new", request: { to: TO } }]))).to.deep.equal(["mined"]);
    });
  });
});
