/**
 * Brings up the embedded chain from the alliance's genesis, serves JSON-RPC on 127.0.0.1, lives through a day of the
 * consortium and stays up until Ctrl-C.
 *
 *   npm start [-- --once] [-- --port 8546]
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Wallet } from "ethers";
import hre from "hardhat";
import type { JsonRpcServer } from "hardhat/types/network";
import { readApplicant } from "../network/alliance.ts";
import { openContext } from "../tasks/lib/context.ts";
import { reportFailure, TaskError } from "../tasks/lib/failure.ts";
import { liveThroughADay } from "./day/day.ts";
import { Diary } from "./day/diary.ts";

const HOST = "127.0.0.1";
const DEFAULT_PORT = 8545;

/** Development accounts that no member of the sample alliance uses, by their place at the node. */
const FRESH_ACCOUNT = 18;

interface Options {
  once: boolean;
  port: number;
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: "boolean", default: false },
        port: { type: "string", default: String(DEFAULT_PORT) },
      },
    });
    const port = Number(values.port);
    if (Number.isInteger(port) && port >= 1 && port <= 65_535) return { once: values.once, port };
    throw new Error(`"${values.port}" is no port.`);
  } catch (error) {
    throw new TaskError((error as Error).message, "Use: npm start [-- --once] [-- --port 8546].");
  }
}

/** Asked beforehand, since Hardhat's server ends the process with a stack trace when it cannot have its port. */
async function requireFreePort(port: number): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port, HOST);
    await once(probe, "listening");
  } catch (error) {
    throw new TaskError(
      (error as NodeJS.ErrnoException).code === "EADDRINUSE"
        ? `Port ${port} is in use, maybe by another alliance that is still running.`
        : `Port ${port} cannot be opened: ${(error as Error).message}.`,
      `Stop that one, or choose another port: npm start -- --port ${port === 65_535 ? DEFAULT_PORT : port + 1}.`,
    );
  } finally {
    probe.close();
  }
}

async function serve(port: number): Promise<JsonRpcServer> {
  const server = await hre.network.createServer("node", HOST, port);
  await server.listen();
  return server;
}

async function live(port: number): Promise<void> {
  const connection = await hre.network.create({
    network: "localhost",
    override: { url: `http://${HOST}:${port}` },
  });
  const context = await openContext(hre, connection);
  const accounts = (await context.provider.send("eth_accounts", [])) as string[];
  const diary = new Diary();
  await liveThroughADay(
    context,
    {
      applicant: await readApplicant(join(hre.config.paths.root, "data/applicant.yaml")),
      node: { key: Wallet.createRandom(), endpoint: "172.28.0.19:30303" },
      freshAccount: accounts[FRESH_ACCOUNT] ?? "",
    },
    diary,
  );
  console.log(`\n${diary.summary()}\n`);
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
}

async function main(): Promise<void> {
  const { once: isOnce, port } = readOptions();
  await requireFreePort(port);
  console.log("Compiling the contracts as they run on a chain; the first time takes about a minute.");
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  const server = await serve(port);
  try {
    await live(port);
    if (isOnce) return;
    const interrupted = untilInterrupted();
    console.log(
      `JSON-RPC on http://${HOST}:${port} (chain 20260). Try: npm run hh -- member list --network localhost`,
    );
    console.log("Ctrl-C stops the chain; its state is not kept.");
    await interrupted;
  } finally {
    await server.close();
  }
}

try {
  await main();
} catch (error) {
  reportFailure(error, false);
}
