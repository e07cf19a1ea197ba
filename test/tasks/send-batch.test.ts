import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { developmentKey } from "../lib/alliance.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";
import { poolNode } from "../lib/pool-node.ts";
import { rpcProxy } from "../lib/rpc-proxy.ts";
import { type Spawned, spawnHardhat } from "../lib/spawned.ts";

const TO = "0x000000000000000000000000000000000000dEaD";
const { address, privateKey } = developmentKey(0);

interface Report {
  items: number;
  mined: number;
  earlier: number;
  refused: number;
  failures: { id: string; outcome: string; name: string }[];
}

const line = (index: number) =>
  JSON.stringify({ id: `w${index}`, to: TO, function: "note(uint256)", args: [index] });

describe("Task network send-batch", function () {
  this.timeout(120_000);
  let chain: Chain;
  let cli: CommandLine;
  let folder: string;
  const open: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    folder = await mkdtemp(join(tmpdir(), "guildhall-writes-"));
  });

  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
    await cli.close();
    await chain.close();
    await rm(folder, { recursive: true });
  });

  async function file(name: string, ...lines: string[]): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, lines.map((each) => `${each}\n`).join(""));
    return path;
  }

  /** What the account wrote, in the order of its nonces. */
  async function written(): Promise<number[]> {
    const found: { nonce: number; data: string }[] = [];
    const head = await chain.provider.getBlockNumber();
    for (let number = 1; number <= head; number++) {
      const block = await chain.provider.getBlock(number, true);
      found.push(...(block?.prefetchedTransactions ?? []).filter(({ from }) => from === address));
    }
    return found.sort((a, b) => a.nonce - b.nonce).map(({ data }) => Number(`0x${data.slice(-8)}`));
  }

  it("sends lines and cells alike, to contracts by their name in the directory as well", async () => {
    const call = '"validatorSet","poke",[]';
    const lines = await file(
      "a.jsonl",
      `{"id":"a","to":${call.replace(",", ',"function":').replace(",[", ',"args":[')}}`,
      "",
      line(7),
    );
    const first = await cli.json<Report>(`network send-batch ${lines} --as nordgrid`);
    expect(first).to.deep.include({ items: 2, mined: 2, refused: 0, failures: [] });
    const cells = await file(
      "b.csv",
      "id,to,function,args",
      `b,${TO},note(uint256),"[8]"`,
      "c,validatorSet,poke,",
    );
    const second = await cli.json<Report>(`network send-batch ${cells} --as nordgrid`);
    expect(second).to.deep.include({ items: 2, mined: 2, refused: 0 });
    expect((await written()).filter((value) => value === 7 || value === 8)).to.deep.equal([7, 8]);
  });

  it("does nothing twice when run again, and prints counts for people", async () => {
    const path = await file("a.jsonl", line(1), line(2));
    await cli.json(`network send-batch ${path} --as nordgrid`);
    const { stdout, exitCode } = await cli.run(`network send-batch ${path} --as nordgrid`);
    expect(exitCode).to.equal(0);
    expect(stdout).to.match(/earlier +2\n/);
    expect(await written()).to.deep.equal([1, 2]);
  });

  it("goes on past a line that a contract refuses, ends with exit code 1 and names it", async () => {
    const refused = JSON.stringify({ id: "no", to: "registry", function: "reinstate", args: [1] });
    const path = await file("a.jsonl", line(1), refused, line(2));
    const { stdout, exitCode } = await cli.run(`network send-batch ${path} --as nordgrid --json`);
    const report = JSON.parse(stdout) as Report;
    expect(exitCode).to.equal(1);
    expect(report).to.deep.include({ mined: 2, refused: 1 });
    expect(report.failures).to.have.length(1);
    expect(report.failures[0]).to.include({ id: "no", outcome: "refused", name: "Registry_OnlyTimelock" });
  });

  it("sends nothing when a line is wrong, and names every fault by line and field", async () => {
    const wrong = [
      "{no json",
      JSON.stringify({ id: "a", to: "nobody", function: "x", args: [] }),
      JSON.stringify({ id: "b", to: "registry", function: "reinstat", args: [1] }),
      JSON.stringify({ id: "c", to: "registry", function: "reinstate", args: [] }),
      JSON.stringify({ id: "d", to: "registry", function: "reinstate", args: ["one"] }),
      JSON.stringify({ id: "e", to: TO, function: "note", args: [] }),
    ];
    const path = await file("a.jsonl", ...wrong.slice(1), line(1));
    const { name, why } = await cli.refusal(`network send-batch ${path} --as nordgrid`);
    expect(name).to.equal("BatchFileInvalid");
    expect(
      why
        .split("\n")
        .slice(1)
        .map((each) => each.slice(2)),
    ).to.deep.equal([
      `line 1, to: "nobody" is neither an address nor in the directory, which has registry, governor, timelock, accessManager, validatorSet, rescueValidatorSet`,
      'line 2, function: the contract has no function "reinstat"',
      "line 3, args: reinstate(uint32) takes 1 arguments, not 0",
      'line 4, args[0] (orgId): "one" is no uint32',
      'line 5, function: "note" does not tell its types; for a contract outside the directory write them: name(type,type)',
    ]);
    const shapes = await file(
      "b.jsonl",
      wrong[0] ?? "",
      '{"id":1,"to":"registry","function":"x"}',
      line(1),
      line(1),
    );
    const second = (await cli.refusal(`network send-batch ${shapes} --as nordgrid`)).why.split("\n");
    expect(second[1]).to.match(/^- line 1: is no JSON/);
    expect(second[2]).to.match(/^- line 2, id: /);
    expect(second[3]).to.equal('- line 4, id: "w1" is the id of line 3 already');
    const cells = await file("c.csv", "id,to,function", "a,b,c");
    expect((await cli.refusal(`network send-batch ${cells} --as nordgrid`)).why).to.include(
      "the columns must be id,to,function,args, not id,to,function",
    );
    expect((await cli.refusal("network send-batch nowhere.jsonl --as nordgrid")).why).to.include(
      "the file cannot be read (ENOENT)",
    );
    expect(await written()).to.deep.equal([]);
  });

  it("refuses a node that is catching up", async () => {
    const proxy = await rpcProxy(chain.url, ({ method }, forward) =>
      method === "eth_syncing"
        ? { result: { startingBlock: "0x0", currentBlock: "0x10", highestBlock: "0x20" } }
        : forward(),
    );
    const behind = await commandLine(proxy.url);
    open.push(behind, proxy);
    const path = await file("a.jsonl", line(1));
    const { name, why } = await behind.refusal(`network send-batch ${path} --as nordgrid`);
    expect(name).to.equal("NodeBehind");
    expect(why).to.include("it is at block 16 of 32");
  });

  it("executes each line once and in order over two kills of the process and a restart of the node", async () => {
    const count = 150;
    const path = await file("a.jsonl", ...Array.from({ length: count }, (_, index) => line(index)));
    const node = await poolNode(chain, { capacity: 5, period: 20 });
    open.push(node);
    const start = (): Spawned =>
      spawnHardhat(
        [
          "--network",
          "localhost",
          "network",
          "send-batch",
          path,
          "--as",
          "nordgrid",
          "--gas",
          "50000",
          "--json",
        ],
        {
          GUILDHALL_TEST_URL: node.url,
          GUILDHALL_TEST_FOLDER: cli.folder,
          GUILDHALL_KEY_NORDGRID: privateKey,
        },
      );
    const journal = `${path}.localhost.journal`;
    for (const point of [40, 80]) {
      const run = start();
      while (node.taken < point) await new Promise((resolve) => setTimeout(resolve, 10));
      run.child.kill("SIGKILL");
      expect((await run.ended).exitCode).to.equal(-1);
      await appendFile(journal, '{"id":"w149","packed":{"non');
    }
    const last = start();
    while (node.taken < 110) await new Promise((resolve) => setTimeout(resolve, 10));
    node.restart(300);
    const { stdout, stderr, exitCode } = await last.ended;
    expect(exitCode, stdout + stderr).to.equal(0);
    const report = JSON.parse(stdout) as Report;
    expect(report.mined + report.earlier).to.equal(count);
    expect(await written()).to.deep.equal(Array.from({ length: count }, (_, index) => index));
    expect((await readFile(journal, "utf8")).split("\n").length).to.be.greaterThan(2 * count);
  });
});
