import { once } from "node:events";
import { rename, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import hre from "hardhat";
import { startChain } from "../lib/chain.ts";
import { freePort } from "../lib/free-port.ts";
import { rpcProxy } from "../lib/rpc-proxy.ts";
import { type Spawned, spawnNode } from "../lib/spawned.ts";

const REGISTRY = "0x0000000000000000000000000000000000007771";
const RECORD = join(hre.config.paths.root, "deployments/localhost");

function start(args: readonly string[], detached = false): Spawned {
  return spawnNode(["--import", "tsx", "scripts/start.ts", ...args], {}, detached);
}

/** Asks the node that a start brings up, as soon as it listens. */
async function ask(port: number, method: string, params: unknown[]): Promise<unknown> {
  for (;;) {
    try {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      const headers = { "content-type": "application/json" };
      const response = await fetch(`http://127.0.0.1:${port}`, { method: "POST", headers, body });
      return await response.json();
    } catch {
      await sleep(20);
    }
  }
}

describe("npm start", function () {
  this.timeout(180_000);

  // What a developer's own chain left behind stays as it is.
  before(() => rename(RECORD, `${RECORD}.kept`).catch(() => {}));
  after(async () => {
    await rm(RECORD, { recursive: true, force: true });
    await rename(`${RECORD}.kept`, RECORD).catch(() => {});
  });

  it("says that its port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { stderr, exitCode } = await start(["--once", "--port", String(port)]).ended;
    other.close();
    expect(exitCode).to.equal(1);
    expect(stderr).to.equal(
      `These ports cannot be opened:\n- ${port} (JSON-RPC of the embedded chain) is in use\n` +
        "What to do: Stop what listens there (`network stop` if it is a network of this project), or choose other ports.\n",
    );
  });

  it("refuses an option that it does not know, and a port that is none", async () => {
    const [unknown, bad] = await Promise.all([start(["--forever"]).ended, start(["--port", "70000"]).ended]);
    expect([unknown.exitCode, unknown.stderr]).to.deep.equal([
      1,
      "Unknown option '--forever'\nWhat to do: Use: npm start [-- --once] [-- --port 8546] [-- --engine anvil].\n",
    ]);
    expect([bad.exitCode, bad.stderr.split("\n")[0]]).to.deep.equal([1, '"70000" is no port.']);
  });

  it("ends with 0 after a day in which every step held, and with 1 after one in which a step did not", async () => {
    const [good, bad] = [await freePort(), await freePort()];
    const whole = start(["--once", "--port", String(good)]);
    const { stdout, exitCode } = await whole.ended;
    expect(exitCode, stdout).to.equal(0);
    expect(stdout).to.match(/│ 9 +│ An auditor replays the log/);

    const broken = start(["--once", "--port", String(bad)]);
    await ask(bad, "hardhat_setCode", [REGISTRY, "0xfe"]);
    const ended = await broken.ended;
    expect(ended.exitCode).to.equal(1);
    expect(ended.stderr).to.not.equal("");
  });

  it("lives through the day on anvil as well, and leaves nothing of it", async () => {
    const { stdout, exitCode } = await start([
      "--once",
      "--engine",
      "anvil",
      "--port",
      String(await freePort()),
    ]).ended;
    expect(exitCode, stdout).to.equal(0);
    expect(stdout).to.match(/│ 9 +│ An auditor replays the log/);
  });

  it("says what the day needs on a network that runs, before it does anything there", async () => {
    const chain = await startChain();
    const asOnANetwork: Record<string, unknown> = { eth_accounts: [], web3_clientVersion: "besu/v26.8.0" };
    const node = await rpcProxy(chain.url, ({ method }, forward) =>
      method in asOnANetwork ? { result: asOnANetwork[method] } : forward(),
    );
    const { stderr, exitCode } = await start(["--url", node.url]).ended;
    const sent = node.requests.filter(({ method }) => method.startsWith("eth_send"));
    await chain.close();
    await node.close();
    expect([exitCode, sent.length]).to.deep.equal([1, 0]);
    expect(stderr).to.include("Name them: --node-key <file> --node-endpoint <ip:port> --fresh-account 0x");
  });

  for (const [whom, detached] of Object.entries({ "its process group": true, "the process alone": false })) {
    it(`stops on Ctrl-C to ${whom}, and frees its port`, async () => {
      const port = await freePort();
      const running = start(["--port", String(port)], detached);
      await running.printed("Ctrl-C stops the chain");
      expect(await ask(port, "eth_chainId", [])).to.deep.include({ result: "0x4f24" });
      process.kill((detached ? -1 : 1) * (running.child.pid ?? 0), "SIGINT");
      const { exitCode, stderr } = await running.ended;
      expect([exitCode, stderr]).to.deep.equal([0, ""]);
      const again = createServer().listen(port, "127.0.0.1");
      await once(again, "listening");
      again.close();
    });
  }
});
