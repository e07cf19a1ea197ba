import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { toQuantity } from "ethers";
import { takesAnyCodeSize } from "../../code-size.ts";
import type { Provider } from "../../embedded-chain/load.ts";
import type { Genesis } from "../../genesis/besu.ts";
import { appointProposer } from "../../proposers.ts";
import { EngineError } from "../error.ts";
import { lastLines, openLog } from "../logs.ts";
import { requireFreePorts } from "../ports.ts";
import { end, forget, remember, runningAs } from "../processes.ts";
import { ask, NoAnswer } from "../rpc.ts";
import { anvilBinary } from "./binary.ts";
import { originOf, saveChain } from "./chain-state.ts";
import { watchHeads } from "./heads.ts";
import { repeated } from "./repeated.ts";

const HOST = "127.0.0.1";

/** As many development accounts as the embedded chain has. */
const ACCOUNTS = 40;

/** Milliseconds that anvil may take to load a large chain, and to end. */
const START_LIMIT_MS = 120_000;
const END_LIMIT_MS = 10_000;

/** The whole chain is saved each time, which takes longer as it grows: a fifth of the time at most goes into it. */
const SAVING_REST = 4;

/** Names in the `run` folder: the process that keeps watch, and anvil itself. */
export const ANVIL = { watch: "anvil", node: "anvil-node" } as const;

/** How anvil is to run. */
export interface AnvilOptions {
  genesis: Genesis;
  port: number;
  /** Seconds between blocks; without it each transaction is sealed at once. */
  blockTimeSeconds?: number | undefined;
}

/** An anvil under watch. */
export interface Anvil {
  url: string;
  /** Block that it goes on from; 0 for a new chain. */
  startedAt: number;
  /** Rejects when anvil ends by itself or the chain cannot be saved. */
  failed: Promise<never>;
  /** Saves the chain and ends anvil. */
  stop(): Promise<void>;
}

/**
 * Starts anvil with the alliance's chain and keeps watch over it: lets the validators propose in turn and saves the
 * chain after each block. Goes on with the chain that was saved in `folder`.
 *
 * @throws EngineError when the port is taken, a kept chain is another's, or anvil does not come up.
 */
export async function startAnvil(folder: string, options: AnvilOptions): Promise<Anvil> {
  const { genesis, port } = options;
  await requireNobodyWatching(folder);
  await endOrphan(folder);
  await requireFreePorts([{ host: HOST, port, use: "JSON-RPC of anvil" }]);
  const url = `http://${HOST}:${port}`;
  const { child, ended } = await spawnAnvil(folder, [
    ...(await originOf(folder, genesis)),
    ...argumentsFor(options),
  ]);
  try {
    await remember(folder, ANVIL.watch, process.pid, url);
    // One that has ended already is told of below, with its last words.
    if (child.exitCode === null) await remember(folder, ANVIL.node, child.pid ?? 0, url).catch(() => {});
    await answers(folder, url, ended);
    return await watch(folder, url, ended, options);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

/**
 * Ends an anvil whose watch was killed, after saving what it sealed since.
 *
 * @returns Whether there was one.
 */
export async function endOrphan(folder: string): Promise<boolean> {
  const orphan = await runningAs(folder, ANVIL.node);
  if (orphan === undefined) return false;
  await saveChain(folder, orphan.url).catch((error: unknown) => {
    if (!(error instanceof NoAnswer)) throw error;
  });
  await end(orphan, END_LIMIT_MS);
  await forget(folder, ANVIL.node);
  return true;
}

async function requireNobodyWatching(folder: string): Promise<void> {
  const other = await runningAs(folder, ANVIL.watch);
  if (other === undefined) return;
  throw new EngineError(
    `The anvil of ${folder} runs already, as process ${other.pid} on ${other.url}.`,
    `Use that one, or stop it first: network stop ${folder}.`,
  );
}

function argumentsFor({ genesis, port }: AnvilOptions): string[] {
  const values = {
    "chain-id": genesis.config.chainId,
    "gas-limit": Number(genesis.gasLimit),
    hardfork: "osaka",
    "base-fee": 0,
    "gas-price": 0,
    accounts: ACCOUNTS,
    balance: 0,
    timestamp: Number(genesis.timestamp),
    host: HOST,
    port,
  };
  // Nothing is sealed before the clock is set. The other flags make its rules those of the alliance's chain.
  const flags = ["no-mining", "enable-tx-gas-limit", "disable-default-create2-deployer", "quiet"];
  return [
    ...Object.entries(values).map(([name, value]) => `--${name}=${value}`),
    ...flags.map((name) => `--${name}`),
    ...(takesAnyCodeSize ? ["--disable-code-size-limit"] : []),
  ];
}

async function spawnAnvil(
  folder: string,
  args: readonly string[],
): Promise<{ child: ChildProcess; ended: Promise<string> }> {
  const log = await openLog(folder, ANVIL.watch);
  try {
    // A group of its own: Ctrl-C at the terminal shall reach the watch alone, which saves the chain first.
    const child = spawn(anvilBinary(), args, { stdio: ["ignore", log.fd, log.fd], detached: true });
    // Listened for at once: one that cannot read its chain ends sooner than this function does.
    const ended = once(child, "exit").then(([code, signal]) => String(signal ?? `exit code ${code}`));
    ended.catch(() => {});
    await once(child, "spawn");
    return { child, ended };
  } finally {
    await log.close();
  }
}

async function answers(folder: string, url: string, ended: Promise<string>): Promise<void> {
  let how: string | undefined;
  void ended.then((text) => {
    how = text;
  });
  const until = performance.now() + START_LIMIT_MS;
  while (performance.now() < until) {
    if (how !== undefined) {
      throw new EngineError(
        `anvil ended (${how}) before it answered. Its last words:\n${await lastLines(folder, ANVIL.watch)}`,
        "Cure what it says. If it cannot read the saved chain, remove the folder `anvil` to begin a new one.",
      );
    }
    const isUp = await ask(url, "eth_chainId").catch(() => undefined);
    if (isUp !== undefined) return;
    await sleep(20);
  }
  throw new EngineError(
    `anvil does not answer at ${url}.`,
    "Start it again; see its log in the folder `logs`.",
  );
}

async function watch(
  folder: string,
  url: string,
  ended: Promise<string>,
  { blockTimeSeconds }: AnvilOptions,
): Promise<Anvil> {
  const provider: Provider = { request: ({ method, params }) => ask(url, method, params) };
  let isStopping = false;
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = (error) => {
      if (!isStopping) reject(error);
    };
  });
  failed.catch(() => {});
  // That anvil has ended is said below; that it gives no answer then is no failure of its own.
  const unlessEnded = (error: unknown): void => (error instanceof NoAnswer ? undefined : fail(error));

  const prepareNext = async (): Promise<void> => void (await appointProposer(provider));
  const preparing = repeated(prepareNext, unlessEnded);
  const saving = repeated(() => saveChain(folder, url), unlessEnded, SAVING_REST);
  const startedAt = await setClock(url);
  await prepareNext();
  await saveChain(folder, url);
  const unwatch = await watchHeads(url, () => {
    preparing.request();
    saving.request();
  });
  await (blockTimeSeconds === undefined
    ? ask(url, "evm_setAutomine", [true])
    : ask(url, "evm_setIntervalMining", [blockTimeSeconds]));

  void ended.then((how) =>
    fail(
      new EngineError(
        `anvil ended by itself (${how}).`,
        "Start it again: it goes on from the last block that was saved.",
      ),
    ),
  );
  return {
    url,
    startedAt,
    failed,
    async stop() {
      isStopping = true;
      unwatch();
      await Promise.all([preparing.finish(), saving.finish()]);
      if (await endOrphan(folder)) await ended;
      await forget(folder, ANVIL.watch);
    },
  };
}

/**
 * The chain's time is the machine's, or that of the head if time was passed over: anvil by itself would date the next block
 * before it.
 */
async function setClock(url: string): Promise<number> {
  const head = await ask<{ number: string; timestamp: string }>(url, "eth_getBlockByNumber", [
    "latest",
    false,
  ]);
  const now = Math.floor(Date.now() / 1000);
  await ask(url, "anvil_setTime", [toQuantity(Math.max(now, Number(head.timestamp)))]);
  return Number(head.number);
}
