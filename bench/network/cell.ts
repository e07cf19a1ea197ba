import { cpus, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { HDNodeWallet } from "ethers";
import { ask } from "../../network/engine/rpc.ts";
import type { ArtifactSource } from "../../network/genesis/artifacts.ts";
import { blocksOfLoad, measure } from "../../network/load/measure.ts";
import { type LoadRun, runLoad } from "../../network/load/run.ts";
import { WORKLOADS, type Workload } from "../../network/load/workloads.ts";
import type { Result } from "./results.ts";
import { BURST, LOADS, type LoadName, MEASURED, type Setup, WARM_UP } from "./settings.ts";
import type { TrialNetwork } from "./trial-network.ts";

/** Seconds within which a fresh transaction must be mined, or the network counts as jammed. */
const FRESH_LIMIT_SECONDS = 60;

const FRESH_POLL_MS = 100;

/**
 * Brings the nodes up to speed.
 *
 * @param known The saturation found before.
 * @returns Transactions per second at which the network is saturated: as found before, or as found now.
 */
export async function warmUp(
  { url, warmUp: accounts }: TrialNetwork,
  artifacts: ArtifactSource,
  known: number | undefined,
): Promise<number> {
  await put({ url, accounts, artifacts }, WARM_UP);
  if (known !== undefined) return known;
  return Math.max(1, Math.round(throughputOf(await put({ url, accounts, artifacts }, BURST))));
}

/** Included per second while there was more to include than the chain took: from the first block of the load to the last. */
function throughputOf({ blocks }: LoadRun): number {
  const [first, ...rest] = blocksOfLoad(blocks).filter(({ ours }) => ours > 0);
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return 1;
  return (1000 * rest.reduce((sum, { ours }) => sum + ours, 0)) / (last.at - first.at);
}

/** Which cell of the comparison. */
export interface Cell extends Setup {
  load: LoadName;
  /** Transactions per second at which the network is saturated. */
  saturation: number;
}

/** Puts one load on a network, then looks whether it still takes a transaction. */
export async function measureCell(
  { url, loads }: TrialNetwork,
  artifacts: ArtifactSource,
  cell: Cell,
): Promise<Result> {
  const { load, saturation } = cell;
  const { accounts, fresh } = loads[load];
  const tps = Math.max(1, Math.round(saturation * LOADS[load].share));
  const run = await put({ url, accounts, artifacts }, { tps, seconds: MEASURED.seconds });
  const figures = measure(run);
  const { latencyMs, blockGapMs } = figures;
  return {
    ...cell,
    offered: tps,
    seconds: run.seconds,
    submitted: figures.submitted,
    included: figures.included,
    reverted: figures.reverted,
    refused: figures.refused,
    unanswered: figures.unanswered,
    waiting: figures.waiting,
    lost: figures.lost,
    achieved: figures.achievedPerSecond,
    p50: latencyMs?.p50 ?? -1,
    p95: latencyMs?.p95 ?? -1,
    p99: latencyMs?.p99 ?? -1,
    max: latencyMs?.max ?? -1,
    blocks: figures.blocks,
    gapAverage: blockGapMs.average,
    gapMax: blockGapMs.max,
    transactionsPerBlockMax: figures.transactionsPerBlock.max,
    gasPerBlockMax: figures.gasPerBlock.max,
    lagMax: figures.lagMs.max,
    isValid: figures.isValid,
    freshSeconds: await secondsUntilMined(url, fresh),
    engine: run.client,
    machine: machine(),
    measuredAt: new Date().toISOString(),
  };
}

function put(
  { url, ...sending }: { url: string; accounts: readonly HDNodeWallet[]; artifacts: ArtifactSource },
  { tps, seconds }: { tps: number; seconds: number },
): Promise<LoadRun> {
  return runLoad({
    urls: [url],
    tps,
    seconds,
    drainSeconds: MEASURED.drainSeconds,
    ...sending,
    workload: WORKLOADS.session as Workload,
    onProgress: () => {},
  });
}

/** Sends one transaction of an account that never sent any. */
async function secondsUntilMined(url: string, account: HDNodeWallet): Promise<number> {
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1000;
  const raw = await account.signTransaction({
    type: 2,
    chainId: BigInt(await ask(url, "eth_chainId")),
    nonce: 0,
    to: account.address,
    gasLimit: 21_000,
    maxFeePerGas: 0,
    maxPriorityFeePerGas: 0,
  });
  const hash = await ask(url, "eth_sendRawTransaction", [raw]);
  while (seconds() < FRESH_LIMIT_SECONDS) {
    if ((await ask<unknown>(url, "eth_getTransactionReceipt", [hash])) !== null) return seconds();
    await sleep(FRESH_POLL_MS);
  }
  return -1;
}

function machine(): string {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cores.length} cores (${cores[0]?.model.trim()}); ${gigabytes} GB; Node ${process.version}`;
}
