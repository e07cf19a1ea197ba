import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { GuildhallError } from "@guildhall/sdk/errors";
import { expect } from "chai";
import { SigningKey, Transaction, toBeHex } from "ethers";
import hre from "hardhat";
import type { Measurement } from "../../network/load/measure.ts";
import type { RpcAnswer } from "../../network/load/rpc.ts";
import { submit } from "../../network/load/submit.ts";
import type { LoadTransaction } from "../../network/load/transaction.ts";
import { type RpcBlock, watchBlocks } from "../../network/load/watch.ts";
import { enodeOf, nodeAddress } from "../../network/node-key.ts";
import { loadNodes } from "../../tasks/lib/load-nodes.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";
import { type RpcProxy, rpcProxy } from "../lib/rpc-proxy.ts";

type Report = Measurement & { engine: string; nodes: string[]; files: string[] };

describe("network load", function () {
  this.timeout(60_000);
  let chain: Chain;
  let cli: CommandLine;
  let proxies: RpcProxy[];

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    await chain.snapshot();
  });

  beforeEach(() => {
    proxies = [];
  });

  afterEach(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await chain.restore();
  });

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const proxy = async (intercept: Parameters<typeof rpcProxy>[1]): Promise<RpcProxy> => {
    const opened = await rpcProxy(chain.url, intercept);
    proxies.push(opened);
    return opened;
  };

  /** A node before the chain that treats the transactions it is sent one by one. */
  const nodeThat = (treat: (place: number) => RpcAnswer | "forward" | "late" | "drop"): Promise<RpcProxy> => {
    let place = 0;
    return proxy(async ({ method, params }, forward) => {
      if (method !== "eth_sendRawTransaction") return forward();
      const treated = treat(place++);
      if (treated === "late") await sleep(300);
      if (treated === "forward" || treated === "late") return forward();
      if (treated === "drop") return { result: Transaction.from(params[0] as string).hash };
      return treated as Awaited<ReturnType<typeof forward>>;
    });
  };

  const load = (options: string): Promise<Report> =>
    cli.json<Report>(`network load ${cli.folder} ${options}`);
  const ping = "--call ping --tps 10 --seconds 1 --drain 1";

  it("has every registered operator's transaction mined, and writes tables and a plot", async () => {
    await cli.json("deploy --carry --as nordgrid");
    const csv = join(cli.folder, "out/load.csv");
    const svg = join(cli.folder, "out/load.svg");
    const report = await load(`--tps 30 --seconds 1 --accounts 4 --as nordgrid --csv ${csv} --svg ${svg}`);
    const { submitted, accepted, included, reverted, lost, waiting, failures } = report;
    expect({ submitted, accepted, included }).to.deep.equal({ submitted: 30, accepted: 30, included: 30 });
    expect({ reverted, lost, waiting, failures }).to.deep.equal({
      reverted: 0,
      lost: 0,
      waiting: 0,
      failures: [],
    });
    expect(report.engine).to.match(/^HardhatNetwork/);
    expect([report.blocks, report.transactionsPerBlock.max]).to.deep.equal([30, 1]);
    expect(report.gasPerBlock.average).to.be.greaterThan(50_000);

    const rows = (await readFile(csv, "utf8")).trim().split("\n");
    expect(rows[0]).to.equal("hash,account,due_ms,left_ms,answered_ms,fate,cause,block,seen_ms");
    expect(rows).to.have.length(31);
    expect(rows.slice(1).every((row) => row.includes(",included,,"))).to.equal(true);
    const blocks = (await readFile(join(cli.folder, "out/load.blocks.csv"), "utf8")).trim().split("\n");
    expect(blocks).to.have.length(31);
    expect(await readFile(svg, "utf8")).to.match(/^<svg .*<\/svg>\n$/s);
    // What the alliance itself keeps of sign-ins is no place for a load.
    expect(await cli.json("session list nordgrid")).to.deep.equal([]);
  });

  it("registers accounts once, keeps their seed to its owner, and does without removed ones", async () => {
    const accountsOf = async (): Promise<{ address: string }[]> =>
      (await cli.json<{ accounts: { address: string }[] }>("member show aurum-bank")).accounts;
    const before = (await accountsOf()).length;
    await load("--tps 2 --seconds 1 --accounts 2 --as aurum-bank");
    expect(await accountsOf()).to.have.length(before + 2);
    expect((await stat(join(cli.folder, "load/seed"))).mode & 0o777).to.equal(0o600);
    await load("--tps 2 --seconds 1 --accounts 3 --as aurum-bank");
    expect(await accountsOf()).to.have.length(before + 3);

    await cli.json(`member account remove ${(await accountsOf()).at(-1)?.address} --as aurum-bank`);
    const removed = await cli.refusal(`network load ${cli.folder} --accounts 3 --as aurum-bank`);
    expect(removed.why).to.match(/of an earlier load was removed/);
  });

  it("tells dropped, refused and delayed transactions apart", async () => {
    const tooDistant = {
      error: { code: -32000, message: "Transaction nonce is too distant from current sender nonce" },
    };
    const node = await nodeThat((place) =>
      place < 2 ? "drop" : place < 5 ? tooDistant : place < 7 ? "late" : "forward",
    );
    const report = await load(`${ping} --accounts 10 --rpc ${node.url}`);
    const { submitted, accepted, refused, included, waiting, lost, answerMs } = report;
    expect(answerMs?.max).to.be.greaterThan(300);
    expect({ submitted, accepted, refused }).to.deep.equal({ submitted: 10, accepted: 7, refused: 3 });
    expect({ included, waiting, lost }).to.deep.equal({ included: 5, waiting: 0, lost: 2 });
    expect(report.failures.map(({ kind, name, count }) => [kind, name, count])).to.deep.equal([
      ["refused", "NonceTooDistant", 3],
    ]);
  });

  it("calls waiting what a pool still holds, and does not begin on top of it", async () => {
    // A chain that seals a block per transaction holds none back.
    await chain.provider.send("evm_setAutomine", [false]);
    const node = await nodeThat((place) => (place === 0 ? "drop" : "forward"));
    const report = await load(`${ping} --accounts 1 --rpc ${node.url}`);
    await chain.provider.send("evm_setAutomine", [true]);
    expect([report.included, report.lost, report.waiting]).to.deep.equal([0, 1, 9]);
    expect(report.notes.join()).to.include("wait behind a lost one");

    const pending = await proxy(({ method, params }, forward) =>
      method === "eth_getTransactionCount" && params[1] === "pending" ? { result: "0xff" } : forward(),
    );
    const refusal = await cli.refusal(`network load ${cli.folder} ${ping} --accounts 1 --rpc ${pending.url}`);
    expect(refusal.why).to.include("earlier load still wait");
    expect(pending.requests.map(({ method }) => method)).not.to.include("eth_sendRawTransaction");
  });

  it("gives the reason of what was mined and failed", async () => {
    const frozen = await proxy(async ({ method, params }, forward) => {
      if (method === "eth_getTransactionReceipt") {
        const answer = await forward();
        const receipt = "result" in answer ? (answer.result as object) : {};
        return { result: { ...receipt, status: "0x0" } };
      }
      if (method !== "eth_call" || params[1] === "latest") return forward();
      return {
        error: {
          code: -32000,
          message: "Transaction processing could not be completed due to an exception (Out of gas)",
        },
      };
    });
    const report = await load(`--call ping --tps 2 --seconds 1 --accounts 2 --rpc ${frozen.url}`);
    expect([report.included, report.reverted]).to.deep.equal([2, 2]);
    expect(report.failures.map(({ kind, name, count }) => [kind, name, count])).to.deep.equal([
      ["reverted", "OutOfGas", 2],
    ]);
  });

  it("sends all transactions of an account to one node", async () => {
    const [a, b] = [await nodeThat(() => "forward"), await nodeThat(() => "forward")];
    const report = await load(`${ping} --accounts 4 --rpc ${a.url},${b.url}`);
    expect(report.included).to.equal(10);
    const sendersAt = ({ requests }: RpcProxy): Set<string | null> =>
      new Set(
        requests
          .filter(({ method }) => method === "eth_sendRawTransaction")
          .map(({ params }) => Transaction.from(params[0] as string).from),
      );
    expect([sendersAt(a).size, sendersAt(b).size]).to.deep.equal([2, 2]);
    expect([...sendersAt(a)].filter((sender) => sendersAt(b).has(sender))).to.deep.equal([]);
  });

  it("refuses a chain that charges, and nodes of two chains", async () => {
    const dear = await proxy(async ({ method }, forward) => {
      const answer = await forward();
      if (method !== "eth_getBlockByNumber" || !("result" in answer)) return answer;
      return { result: { ...(answer.result as object), baseFeePerGas: "0x7" } };
    });
    const charged = await cli.refusal(`network load ${cli.folder} ${ping} --rpc ${dear.url}`);
    expect(charged.why).to.include("charges 7 wei");
    const other = await proxy(({ method }, forward) =>
      method === "eth_chainId" ? { result: "0x5" } : forward(),
    );
    const strange = await cli.refusal(`network load ${cli.folder} ${ping} --rpc ${chain.url},${other.url}`);
    expect(strange.why).to.match(/on chain 20260, but .* on chain 5/);
  });

  it("refuses what it cannot do before anything is sent", async () => {
    const why = async (options: string): Promise<string> =>
      (await cli.refusal(`network load ${cli.folder} ${options}`)).why;
    expect(await why("--tps 0")).to.include('--tps "0"');
    expect(await why("--call transfer")).to.include('"transfer" is no workload');
    expect(await why("--rpc localhost:8545 --call ping")).to.include("is not the URL of a node");
    expect(await why("--tps 100000 --seconds 6")).to.include("600000 transactions are more than");
    expect(await why("--accounts 5")).to.include("Nobody is named to sign");
    expect(await why("--accounts 255 --as nordgrid")).to.match(/has 2 accounts, and 255 more would exceed/);
    expect(await chain.provider.getBlockNumber()).to.equal(0);
  });

  it("does not take anything for a seed", async () => {
    await writeFile(join(cli.folder, "load/seed"), "0x12\n");
    const bad = await cli.refusal(`network load ${cli.folder} ${ping} --rpc ${chain.url}`);
    expect(bad.why).to.include("does not hold the seed");
  });
});

describe("Nodes of a load", () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "guildhall-load-"));
  });

  afterEach(() => rm(dir, { recursive: true }));

  const node = (number: number, seat: string, rpcUrl?: string) => {
    const { publicKey } = new SigningKey(toBeHex(number, 32));
    const key = `0x${SigningKey.computePublicKey(publicKey, false).slice(4)}`;
    const endpoint = `127.0.0.1:${30_310 + number}`;
    const enode = enodeOf(key, endpoint);
    const address = nodeAddress(key);
    return { name: `a-${number}`, member: "a", seat, publicKey: key, address, endpoint, enode, rpcUrl };
  };
  const withNodes = async (...nodes: object[]): Promise<string[]> => {
    const times = { blockPeriodSeconds: 2, requestTimeoutSeconds: 4 };
    const plan = { chainId: 20260, ...times, genesisDigest: `0x${"0".repeat(64)}`, nodes };
    await writeFile(join(dir, "network.json"), JSON.stringify(plan));
    return loadNodes({ rpc: undefined, dir }, hre);
  };

  it("are those of the bundle that serve others, or validators if there is no other", async () => {
    const validator = node(1, "validator", "http://127.0.0.1:1");
    const rescue = node(2, "rescue", "http://127.0.0.1:2");
    expect(await withNodes(validator, rescue)).to.deep.equal(["http://127.0.0.1:2"]);
    expect(await withNodes(validator, node(2, "rescue"))).to.deep.equal(["http://127.0.0.1:1"]);
  });

  it("are those named, whatever the bundle says", async () => {
    await withNodes(node(1, "validator", "http://127.0.0.1:1"));
    expect(await loadNodes({ rpc: "http://127.0.0.1:7", dir }, hre)).to.deep.equal(["http://127.0.0.1:7/"]);
  });

  it("must be known", async () => {
    const why = (sought: Promise<unknown>): Promise<unknown> =>
      sought.then(
        () => "",
        (error: GuildhallError) => error.why,
      );
    expect(await why(withNodes(node(1, "validator")))).to.include("knows no JSON-RPC of any node");
    expect(await why(loadNodes({ rpc: undefined, dir: join(dir, "none") }, hre))).to.include(
      "there is no bundle",
    );
  });
});

describe("Submission of a load", () => {
  const transactions = (count: number): LoadTransaction[] =>
    Array.from({ length: count }, (_, index) => ({
      hash: `0x${index}`,
      account: index,
      scheduledAt: 40 * index,
      raw: `raw ${index}`,
    }));
  const clock = (): (() => number) => {
    const start = performance.now();
    return () => performance.now() - start;
  };

  it("goes on whether or not the node answers", async () => {
    const load = transactions(4);
    const asked: unknown[] = [];
    let answerAll = (): void => {};
    const allAsked = new Promise<void>((resolve) => {
      answerAll = resolve;
    });
    const node = {
      // Answers nothing before the last transaction has come.
      batch: async (calls: readonly { params: readonly unknown[] }[]) => {
        asked.push(...calls.flatMap(({ params }) => params));
        if (asked.length === load.length) answerAll();
        await allAsked;
        return calls.map(() => ({ result: "0x" }));
      },
    };
    await submit(load, { nodes: [node], now: clock(), onProgress: () => {} });
    expect(asked).to.deep.equal(["raw 0", "raw 1", "raw 2", "raw 3"]);
    expect(load.every(({ answer }) => answer?.verdict === "accepted")).to.equal(true);
  });

  it("sends nothing before it is due, and notes when it left", async () => {
    const load = transactions(3);
    await submit(load, {
      nodes: [{ batch: async (calls) => calls.map(() => ({ result: "0x" })) }],
      now: clock(),
      onProgress: () => {},
    });
    expect(load.every(({ scheduledAt, issuedAt = -1 }) => issuedAt >= scheduledAt)).to.equal(true);
    expect(load.every(({ raw }) => raw === undefined)).to.equal(true);
  });

  it("calls unanswered what a node says nothing to", async () => {
    const load = transactions(1);
    const batch = (): Promise<RpcAnswer[]> =>
      Promise.reject(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
    await submit(load, { nodes: [{ batch }], now: clock(), onProgress: () => {} });
    const [{ answer }] = load as [LoadTransaction];
    expect(answer?.verdict).to.equal("unanswered");
    expect(answer && "cause" in answer && answer.cause.name).to.equal("NodeUnavailable");
  });
});

describe("Watch over blocks", () => {
  it("reports each once and in order, through a failure and a backlog", async () => {
    const head = 40;
    let asked = 0;
    const seen: number[] = [];
    const over = new AbortController();
    const node = {
      batch: async (calls: readonly { params: readonly unknown[] }[]): Promise<RpcAnswer[]> => {
        if (asked++ === 1) throw new Error("restarting");
        return calls.map(({ params: [number] }) => ({
          result: Number(number) > head ? null : ({ number } as RpcBlock),
        }));
      },
    };
    const onBlock = ({ number }: RpcBlock): void => {
      seen.push(Number(number));
      if (Number(number) === head) over.abort();
    };
    await watchBlocks(node, { from: 5, onBlock, signal: over.signal });
    expect(seen).to.deep.equal(Array.from({ length: head - 4 }, (_, index) => index + 5));
    expect(asked).to.be.lessThan(20);
  });
});
