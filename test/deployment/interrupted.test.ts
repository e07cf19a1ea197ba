import { connectAlliance } from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";
import { DEPLOYED } from "../lib/deployed.ts";
import { rpcProxy } from "../lib/rpc-proxy.ts";
import { type Spawned, spawnHardhat } from "../lib/spawned.ts";

/** The request at which the process is killed, counted from 1, and whether the node still gets it. */
interface KillPoint {
  at: string;
  nth: number;
  isForwarded: boolean;
}

const KILL_POINTS: Record<string, KillPoint> = {
  "before the contract is sent": { at: "eth_sendTransaction", nth: 1, isForwarded: false },
  "after the contract is sent, before its hash is known": {
    at: "eth_sendTransaction",
    nth: 1,
    isForwarded: true,
  },
  "before the contract's receipt": { at: "eth_getTransactionReceipt", nth: 1, isForwarded: false },
  "between two contracts": { at: "eth_sendTransaction", nth: 3, isForwarded: false },
  "before the proposal is sent": { at: "eth_sendTransaction", nth: DEPLOYED.length + 1, isForwarded: false },
  "after the proposal is sent": { at: "eth_sendTransaction", nth: DEPLOYED.length + 1, isForwarded: true },
};

describe("Deployment that is killed", function () {
  this.timeout(120_000);

  for (const [when, point] of Object.entries(KILL_POINTS)) {
    it(`goes on when it was killed ${when}`, () => killAndRepeat(point));
  }
});

async function killAndRepeat({ at, nth, isForwarded }: KillPoint): Promise<void> {
  const chain = await startChain();
  const cli = await commandLine(chain.url);
  let run: Spawned | undefined;
  let seen = 0;
  const proxy = await rpcProxy(chain.url, async ({ method }, forward) => {
    if (method !== at || ++seen !== nth) return forward();
    const answer = isForwarded ? await forward() : { result: null };
    run?.child.kill("SIGKILL");
    await run?.ended;
    return answer;
  });
  const env = { GUILDHALL_TEST_URL: proxy.url, GUILDHALL_TEST_FOLDER: cli.folder };
  run = spawnHardhat(["--network", "localhost", "deploy", "--as", "nordgrid"], env);
  try {
    await repeat(run, chain, cli);
  } finally {
    await cli.close();
    await proxy.close();
    await chain.close();
  }
}

async function repeat(run: Spawned, chain: Chain, cli: CommandLine): Promise<void> {
  const { exitCode, stdout, stderr } = await run.ended;
  expect(exitCode, stdout + stderr).to.equal(-1);

  const { proposal } = await cli.json<{ proposal: { number: number; state: string } }>(
    "deploy --as nordgrid",
  );
  expect(proposal).to.deep.include({ number: 1, state: "pending" });
  const { governor } = await connectAlliance(chain.provider);
  expect(await governor.proposalCount()).to.equal(1n);
  expect(await chain.provider.getBlockNumber(), "each contract once, and one proposal").to.equal(
    DEPLOYED.length + 1,
  );
}
