import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  checkAgainstChain,
  connectAlliance,
  connectJournal,
  PREDEPLOYS,
  readLog,
  readProposals,
  readSessions,
  replay,
} from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { JsonRpcProvider, Wallet } from "ethers";
import hre from "hardhat";
import { readApplicant } from "../../../network/alliance.ts";
import { ANVIL, type Anvil, startAnvil } from "../../../network/engine/anvil/anvil.ts";
import { genesisIn } from "../../../network/engine/genesis.ts";
import { identityOf } from "../../../network/engine/identity.ts";
import { runningAs } from "../../../network/engine/processes.ts";
import { ask } from "../../../network/engine/rpc.ts";
import type { Genesis } from "../../../network/genesis/besu.ts";
import { readValidators } from "../../../network/proposers.ts";
import { liveThroughADay } from "../../../scripts/day/day.ts";
import { Diary } from "../../../scripts/day/diary.ts";
import { openContext } from "../../../tasks/lib/context.ts";
import { developmentKey } from "../../lib/alliance.ts";
import { commandLine } from "../../lib/command-line.ts";
import { freePort } from "../../lib/free-port.ts";

interface Block {
  number: string;
  timestamp: string;
  miner: string;
  baseFeePerGas: string;
}

const NEWCOMER = new Wallet(`0x${"4a".repeat(32)}`);

describe("Engine anvil", function () {
  this.timeout(180_000);
  let folder: string;
  let anvil: Anvil;
  let genesis: Genesis;

  async function start(blockTimeSeconds?: number): Promise<void> {
    anvil = await startAnvil(folder, { genesis, port: await freePort(), blockTimeSeconds });
  }

  const block = (which: string) => ask<Block>(anvil.url, "eth_getBlockByNumber", [which, false]);
  const head = async () => Number(await ask(anvil.url, "eth_blockNumber"));

  /** Returns once the chain is saved up to its head. */
  async function saved(): Promise<void> {
    for (;;) {
      const state = JSON.parse(await readFile(join(folder, "anvil/state.json"), "utf8")) as {
        best_block_number: string;
      };
      if (Number(state.best_block_number) === (await head())) return;
      await sleep(20);
    }
  }

  async function killAnvil(): Promise<void> {
    process.kill((await runningAs(folder, ANVIL.node))?.pid ?? 0, "SIGKILL");
    const error: unknown = await anvil.failed.catch((thrown: unknown) => thrown);
    expect(error).to.have.property("why", "anvil ended by itself (SIGKILL).");
    await anvil.stop();
  }

  before(async () => {
    genesis = await genesisIn("no-such-folder", hre);
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "guildhall-anvil-"));
  });

  afterEach(async () => {
    await anvil.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("lives through the day with instant blocks; killed and started again it has all of it", async () => {
    await start();
    const cli = await commandLine(anvil.url, folder);
    await liveThroughADay(
      await openContext(cli.hre),
      {
        applicant: await readApplicant("data/applicant.yaml"),
        node: { key: NEWCOMER, endpoint: "172.28.0.19:30303" },
        freshAccount: developmentKey(18).address,
      },
      new Diary(() => {}),
    );
    const before = await told(anvil.url);
    expect([before.members, before.proposals, before.differences]).to.deep.equal([
      9,
      ["executed", "executed", "executed", "executed", "executed"],
      [],
    ]);
    const last = await block("latest");
    await saved();
    await killAnvil();

    await start();
    expect(anvil.startedAt).to.equal(Number(last.number));
    expect(await told(anvil.url)).to.deep.equal(before);
    expect(await block(last.number)).to.deep.equal(last);
    // The day passed over weeks: the chain's time must not fall back to the machine's.
    await ask(anvil.url, "evm_mine");
    expect(Number((await block("latest")).timestamp)).to.be.at.least(Number(last.timestamp));
    const again = await commandLine(anvil.url, folder);
    const shown = await again.json<{ members: number }>("consortium show");
    expect(shown.members).to.equal(9);
    await again.json(`member update nordgrid --kyc-until 2040-12-31 --as nordgrid`);
  });

  it("founds the alliance's block 0: its accounts, its date, its limits, free gas", async () => {
    await start();
    for (const [address, { code, storage }] of Object.entries(genesis.alloc)) {
      expect(await ask(anvil.url, "eth_getCode", [address, "latest"])).to.equal(code);
      for (const [slot, value] of Object.entries(storage).slice(0, 3)) {
        const held = await ask(anvil.url, "eth_getStorageAt", [address, slot, "latest"]);
        expect(BigInt(held)).to.equal(BigInt(value));
      }
    }
    expect(await block("0x0")).to.deep.include({
      timestamp: genesis.timestamp,
      gasLimit: genesis.gasLimit,
      baseFeePerGas: "0x0",
    });
    expect(Number(await ask(anvil.url, "eth_chainId"))).to.equal(genesis.config.chainId);
    const account = developmentKey(0).address;
    expect(await ask(anvil.url, "eth_getBalance", [account, "latest"])).to.equal("0x0");
    // More than half a block of gas, after which the base fee would rise.
    const burn = { from: account, gasPrice: "0x0", gas: "0xffffff", data: "0x5b600056" };
    await ask(anvil.url, "evm_setAutomine", [false]);
    for (let sent = 0; sent < 3; ++sent) await ask(anvil.url, "eth_sendTransaction", [burn]);
    await ask(anvil.url, "evm_mine");
    await saved();
    await ask(anvil.url, "evm_mine");
    expect((await block("latest")).baseFeePerGas).to.equal("0x0");
    const over = { ...burn, gas: "0x1000001" };
    expect(String(await ask(anvil.url, "eth_sendTransaction", [over]).catch(String))).to.match(/cap/i);
  });

  it("seals blocks by itself in an interval; its validators propose in turn", async () => {
    await start(1);
    while ((await head()) < 4) await sleep(50);
    const validators = await readValidators({
      request: ({ method, params }) => ask(anvil.url, method, params),
    });
    const miners = await Promise.all(["0x1", "0x2", "0x3", "0x4"].map(async (n) => (await block(n)).miner));
    expect(miners).to.deep.equal(validators.slice(0, 4).map((address) => address.toLowerCase()));
    const [first, second] = await Promise.all(["0x1", "0x2"].map(block));
    expect(Number(second?.timestamp) - Number(first?.timestamp)).to.equal(1);
  });

  it("is started once only, and an anvil that lost its watch is saved and ended", async () => {
    await start();
    const refused: unknown = await start().catch((thrown: unknown) => thrown);
    expect(refused).to.have.property("why").that.includes("runs already");
    const node = (await runningAs(folder, ANVIL.node))?.pid ?? 0;
    await saved();
    // As if the watch had been killed: nobody is told of this block, and the record of the watch is another's.
    const orphaned = anvil;
    const record = join(folder, "run/anvil.json");
    await writeFile(record, JSON.stringify({ pid: process.pid, birth: "long ago", url: "" }));
    await start();
    expect(await identityOf(node)).to.equal(undefined);
    await orphaned.failed.catch(() => {});
  });

  it("refuses a chain that another genesis founded", async () => {
    await start();
    await anvil.stop();
    const other = { ...genesis, gasLimit: "0x3938700" };
    const refused: unknown = await startAnvil(folder, { genesis: other, port: await freePort() }).catch(
      (thrown: unknown) => thrown,
    );
    expect(refused).to.have.property("why").that.includes("was founded with another genesis");
  });

  it("says with anvil's own words why a saved chain cannot be read", async () => {
    await start();
    await anvil.stop();
    await writeFile(join(folder, "anvil/state.json"), "{");
    const refused: unknown = await start().catch((thrown: unknown) => thrown);
    expect(refused)
      .to.have.property("why")
      .that.matches(/anvil ended \(.*\) before it answered.*state/s);
  });
});

/** What the chain tells of the alliance. */
async function told(url: string) {
  const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1, batchMaxCount: 1 });
  const alliance = await connectAlliance(provider);
  const log = await readLog(alliance);
  const state = replay(log);
  const proposals = await readProposals(alliance, state.members);
  const sessions = await readSessions(alliance, 2);
  const journal = await connectJournal(alliance);
  const told = {
    head: log.head,
    entries: log.entries.length,
    members: state.members.length,
    differences: await checkAgainstChain(state, alliance),
    proposals: proposals.map((proposal) => proposal.state),
    sessions: sessions.length,
    journal: await provider.getCode(journal),
    sealed: await alliance.validatorSet.isLive(NEWCOMER.address),
    registry: await provider.getCode(PREDEPLOYS.registry),
  };
  provider.destroy();
  return told;
}
