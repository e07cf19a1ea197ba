import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { scriptedNetwork } from "../../lib/besu-network.ts";
import { permissionMethods } from "../../lib/besu-stub.ts";
import { type Chain, startChain } from "../../lib/chain.ts";
import { type CommandLine, commandLine } from "../../lib/command-line.ts";
import { type Intercept, type RpcProxy, rpcProxy } from "../../lib/rpc-proxy.ts";
import { spawnHardhat } from "../../lib/spawned.ts";

const FRESH = "0xdD2FD4581271e230360230F9337D5c0430Bf44C0";
const GUEST = `0x${"ee".repeat(20)}`;

interface Passed {
  settled: boolean;
  wanted: { nodes: number; accounts: number };
  outcomes: { name: string; nodes: Listed; accounts: Listed }[];
}

interface Listed {
  state: string;
  added: string[];
  missing: string[];
}

describe("network sync-permissions", function () {
  this.timeout(60_000);
  let chain: Chain;
  let cli: CommandLine;
  let proxies: RpcProxy[] = [];

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    await chain.snapshot();
  });

  beforeEach(async () => {
    // The agent trusts no register whose head is old, and the simulated clock began when the configuration was read.
    await chain.provider.send("evm_setNextBlockTimestamp", [Math.floor(Date.now() / 1000)]);
    await chain.provider.send("evm_mine", []);
  });

  afterEach(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    proxies = [];
    await chain.restore();
  });

  after(async () => {
    await cli.close();
    await chain.close();
  });

  /** A node of the chain that keeps permission lists as Besu does; `first` answers before it. */
  async function node(lists = { nodes: [] as string[], accounts: [] as string[] }, first?: Intercept) {
    const kept = permissionMethods(lists, []);
    const proxy = await rpcProxy(chain.url, async (request, forward) => {
      const answer = kept[request.method]?.(request.params);
      return answer ?? (first === undefined ? forward() : first(request, forward));
    });
    proxies.push(proxy);
    return { url: proxy.url, lists };
  }

  const sync = (options: string) => `network sync-permissions ${cli.folder} ${options}`;

  it("fills the lists of every node from the register, and then has nothing to do", async () => {
    const [one, two] = [await node(), await node()];
    const first = await cli.json<Passed>(sync(`--rpc ${one.url},${two.url} --also ${GUEST}`));
    expect(first.settled).to.equal(true);
    const members = await cli.json<{ alias: string }[]>("member list");
    expect(members).to.have.length(8);
    expect(first.wanted).to.deep.equal({ nodes: 12, accounts: 17 });
    for (const { lists } of [one, two]) {
      expect(lists.accounts).to.have.length(17).and.to.include(GUEST);
      expect(lists.nodes).to.have.length(12);
    }
    const second = await cli.json<Passed>(sync(`--rpc ${one.url},${two.url} --also ${GUEST}`));
    expect(
      second.outcomes.flatMap(({ accounts, nodes }) => [...accounts.added, ...nodes.added]),
    ).to.deep.equal([]);
  });

  it("reports a node that is away and ends with exit code 1", async () => {
    const [one, away] = [await node(), await node()];
    await proxies.pop()?.close();
    const { stdout, exitCode } = await cli.run(`${sync(`--rpc ${one.url},${away.url}`)} --json`);
    const { outcomes } = JSON.parse(stdout) as Passed;
    expect([exitCode, ...outcomes.map(({ accounts }) => accounts.state)]).to.deep.equal([
      1,
      "agreed",
      "unreachable",
    ]);
  });

  it("changes nothing with --dry-run, and says what the lists are worth", async () => {
    const one = await node();
    const { stdout, exitCode } = await cli.run(sync(`--rpc ${one.url} --dry-run`));
    expect([exitCode, one.lists.accounts]).to.deep.equal([1, []]);
    expect(stdout).to.contain("The node list is no authentication").and.to.contain("one without is a hole");
  });

  it("takes guests from the bundle's file, and refuses the file as a whole for a bad line", async () => {
    const folder = await bundle();
    const one = await node();
    await writeFile(join(folder, "permissions-guests"), `# applies for membership\n${GUEST} # until May\n\n`);
    await cli.run(`network sync-permissions ${folder} --rpc ${one.url}`);
    expect(one.lists.accounts).to.include(GUEST);
    const held = [...one.lists.accounts];
    await writeFile(join(folder, "permissions-guests"), "0x12\n");
    const { why } = await cli.refusal(`network sync-permissions ${folder} --rpc ${one.url}`);
    expect(why).to.equal('"0x12" in permissions-guests is not an address.');
    expect(one.lists.accounts).to.deep.equal(held);
  });

  it("shows other members' nodes of the plan without asking them, and lets them in", async () => {
    const folder = await bundle();
    const one = await node();
    const { outcomes, wanted } = await cli.json<Passed>(
      `network sync-permissions ${folder} --rpc ${one.url}`,
    );
    expect(outcomes.map(({ nodes }) => nodes.state)).to.deep.equal([...Array(5).fill("foreign"), "agreed"]);
    expect(wanted.nodes).to.equal(17);
  });

  describe("changes no list when the register cannot be trusted", () => {
    const refused = async (first: Intercept, folder = cli.folder) => {
      const lists = { nodes: ["enode://x@10.0.0.1:1"], accounts: [GUEST] };
      const one = await node(lists, first);
      const { why } = await cli.refusal(`network sync-permissions ${folder} --rpc ${one.url} --allow-shrink`);
      expect(lists).to.deep.equal({ nodes: ["enode://x@10.0.0.1:1"], accounts: [GUEST] });
      return why;
    };
    const answering =
      (method: string, result: unknown): Intercept =>
      (request, forward) =>
        request.method === method ? { result } : forward();

    it("the node is on another chain", async () => {
      expect(await refused(answering("eth_chainId", "0x1"), await bundle())).to.equal(
        "The nodes that answer are on chain 1, not on 20260. No list was changed.",
      );
    });

    it("the chain holds no alliance", async () => {
      expect(await refused(answering("eth_call", "0x"))).to.match(/holds no Guildhall alliance/);
    });

    it("the node is syncing", async () => {
      const progress = { startingBlock: "0x0", currentBlock: "0x0", highestBlock: "0x354" };
      expect(await refused(answering("eth_syncing", progress))).to.contain("it is still syncing");
    });

    it("the head is old", async () => {
      const why = await refused(async ({ method }, forward) => {
        const answer = (await forward()) as { result: { timestamp: string } };
        if (method !== "eth_getBlockByNumber") return answer;
        return {
          result: {
            ...answer.result,
            number: "0x1",
            timestamp: `0x${(Math.floor(Date.now() / 1000) - 300).toString(16)}`,
          },
        };
      });
      expect(why).to.match(/its head is 30\d s old/);
    });

    it("the log cannot be read", async () => {
      expect(
        await refused(({ method }, forward) => (method === "eth_getCode" ? { result: "0x" } : forward())),
      ).to.not.equal("");
    });

    it("nobody answers", async () => {
      const { why } = await cli.refusal(sync("--rpc http://127.0.0.1:9"));
      expect(why).to.equal("No node answers, so the register cannot be read. No list was changed.");
    });
  });

  it("with --watch follows the register and fills a node that returns, until it is told to stop", async () => {
    let isAway = true;
    const one = await node();
    const two = await node(undefined, (_request, forward) => forward());
    const returning = await rpcProxy(two.url, (request, forward) =>
      isAway ? { error: { code: -32603, message: "Away" } } : forward(request.method),
    );
    proxies.push(returning);
    const args = [
      "network",
      "sync-permissions",
      cli.folder,
      "--rpc",
      `${one.url},${returning.url}`,
      "--watch",
    ];
    const { child, printed, ended } = spawnHardhat(args);
    await printed("accounts: agreed, added");
    await printed("accounts: unreachable, Away");
    isAway = false;
    await printed(`${new URL(returning.url).host} accounts: agreed, added`);
    await cli.json(`member account add ${FRESH} --rights viewer --as nordgrid`);
    await printed(`added ${FRESH.toLowerCase()}`);
    child.kill("SIGINT");
    expect((await ended).exitCode).to.equal(0);
    for (const { lists } of [one, two]) expect(lists.accounts).to.include(FRESH.toLowerCase());
  });

  /** A bundle whose plan names no JSON-RPC. */
  async function bundle(): Promise<string> {
    const folder = join(cli.folder, "bundle");
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await writeFile(join(folder, "network.json"), JSON.stringify(scriptedNetwork().plan));
    return folder;
  }
});
