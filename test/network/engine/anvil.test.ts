import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  checkAgainstChain,
  connectAlliance,
  readLog,
  readProposals,
  replay,
} from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { JsonRpcProvider, Wallet } from "ethers";
import hre from "hardhat";
import { readApplicant } from "../../../network/alliance.ts";
import { ANVIL, type Anvil, startAnvil } from "../../../network/engine/anvil/anvil.ts";
import { genesisIn } from "../../../network/engine/genesis.ts";
import { runningAs } from "../../../network/engine/processes.ts";
import { ask } from "../../../network/engine/rpc.ts";
import { liveThroughADay } from "../../../scripts/day/day.ts";
import { Diary } from "../../../scripts/day/diary.ts";
import { openContext } from "../../../tasks/lib/context.ts";
import { developmentKey } from "../../lib/alliance.ts";
import { commandLine } from "../../lib/command-line.ts";
import { freePort } from "../../lib/free-port.ts";

describe("Engine anvil", function () {
  this.timeout(60_000);
  let folder: string;
  let anvil: Anvil;

  async function start(blockTimeSeconds?: number): Promise<Anvil> {
    anvil = await startAnvil(folder, {
      genesis: await genesisIn(folder, hre),
      port: await freePort(),
      blockTimeSeconds,
    });
    return anvil;
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "guildhall-anvil-"));
  });

  afterEach(async () => {
    await anvil.stop().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  });

  it("lives through the whole day with instant blocks, and keeps it over a SIGKILL", async () => {
    const { url } = await start();
    const cli = await commandLine(url, folder);
    const diary = new Diary(() => {});
    const t = Date.now();
    await liveThroughADay(
      await openContext(cli.hre),
      {
        applicant: await readApplicant("data/applicant.yaml"),
        node: { key: new Wallet(`0x${"4a".repeat(32)}`), endpoint: "172.28.0.19:30303" },
        freshAccount: developmentKey(18).address,
      },
      diary,
    );
    console.log(Date.now() - t, diary.summary());
  });
});
