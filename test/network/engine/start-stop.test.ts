import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ANVIL } from "../../../network/engine/anvil/anvil.ts";
import { runningAs } from "../../../network/engine/processes.ts";
import { ask } from "../../../network/engine/rpc.ts";
import { type CommandLine, commandLine } from "../../lib/command-line.ts";
import { freePort } from "../../lib/free-port.ts";
import { TRIAL_NODES, writeTrialBundle } from "../../lib/local-bundle.ts";
import { type Spawned, spawnHardhat } from "../../lib/spawned.ts";
import { behave, installStubBesu } from "../../lib/stub-besu.ts";

describe("network start and stop", function () {
  this.timeout(60_000);
  let cli: CommandLine;
  let folder: string;

  const start = (...args: string[]): Spawned => spawnHardhat(["network", "start", folder, ...args]);
  const stop = () => cli.run(`network stop ${folder}`);

  before(async () => {
    cli = await commandLine("http://127.0.0.1:1");
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "guildhall-engine-"));
  });

  afterEach(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  after(() => cli.close());

  it("serves the embedded chain until it is stopped from elsewhere", async () => {
    const port = await freePort();
    const running = start("--port", String(port));
    await running.printed("its state is not kept");
    expect(await ask(`http://127.0.0.1:${port}`, "eth_chainId")).to.equal("0x4f24");
    const second = await start("--port", String(await freePort())).ended;
    expect([second.exitCode, second.stderr]).to.satisfy(([code, text]: [number, string]) => {
      return code === 1 && text.includes("The embedded chain of") && text.includes("runs already");
    });
    expect((await stop()).stdout).to.match(/hardhat │ stopped/);
    expect((await running.ended).exitCode).to.equal(0);
    expect((await stop()).stdout).to.equal(`Nothing that was started from ${folder} runs.`);
  });

  it("keeps anvil's chain, also when its watch is killed outright", async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const first = start("--engine", "anvil", "--port", String(port));
    await first.printed("A new chain.");
    await ask(url, "evm_mine");
    process.kill((await runningAs(folder, ANVIL.watch))?.pid ?? 0, "SIGKILL");
    await first.ended;
    await ask(url, "evm_mine");

    const second = start("--engine", "anvil", "--port", String(port));
    await second.printed("It goes on from block 2.");
    await ask(url, "evm_mine");
    expect((await stop()).stdout).to.match(/anvil │ stopped/);
    expect((await second.ended).exitCode).to.equal(0);
    expect(await runningAs(folder, ANVIL.node)).to.equal(undefined);
    const state = JSON.parse(await readFile(join(folder, "anvil/state.json"), "utf8"));
    expect(Number(state.best_block_number)).to.equal(3);
  });

  it("takes the nodes of a bundle when there is one, and goes on without the command that started them", async () => {
    const kept = process.env.BESU_HOME;
    process.env.BESU_HOME = join(folder, "besu");
    await installStubBesu(process.env.BESU_HOME);
    await writeTrialBundle(folder);
    await behave(folder, { "jade-bank-1": "deaf" });
    const { stdout, exitCode } = await start().ended;
    expect([exitCode, stdout.includes("Blocks come; the head is")]).to.deep.equal([0, true]);
    const again = await cli.json<{ nodes: { wasRunning: boolean }[] }>(`network start ${folder}`);
    expect(again.nodes.map(({ wasRunning }) => wasRunning)).to.deep.equal(TRIAL_NODES.map(() => true));
    const stopped = await cli.run(`network stop ${folder} --limit 1`);
    expect(stopped.stdout).to.match(/jade-bank-1 +│ killed: it did not end when asked/);
    expect(stopped.stdout).to.match(/nordgrid-1 +│ stopped/);
    if (kept === undefined) delete process.env.BESU_HOME;
    else process.env.BESU_HOME = kept;
  });

  it("refuses an engine that is none, and options that an engine would ignore", async () => {
    const refusals = {
      "--engine geth": '"geth" is no engine.',
      "--block-time 2": "--block-time does not go with --engine hardhat.",
      "--engine besu --port 1": "--port does not go with --engine besu.",
      "--engine anvil --only x": "--only does not go with --engine anvil.",
      "--engine anvil --port 70000": "--port 70000 is no port.",
    };
    for (const [options, why] of Object.entries(refusals)) {
      expect((await cli.refusal(`network start ${folder} ${options}`)).why).to.equal(why);
    }
  });
});
