import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { EngineError } from "./error.ts";
import { requireFreePorts } from "./ports.ts";
import { forget, remember, runningAs } from "./processes.ts";

const HOST = "127.0.0.1";

/** Name in the `run` folder. */
const NAME = "hardhat";

/** The embedded chain, served. */
export interface EmbeddedServer {
  url: string;
  stop(): Promise<void>;
}

/**
 * Serves the embedded chain over JSON-RPC from this process, with the alliance in block 0. Its state ends with it.
 *
 * @throws EngineError when the port is taken.
 */
export async function serveEmbedded(hre: HardhatRuntimeEnvironment, port: number): Promise<EmbeddedServer> {
  await requireFreePorts([{ host: HOST, port, use: "JSON-RPC of the embedded chain" }]);
  const server = await hre.network.createServer("node", HOST, port);
  await server.listen();
  return { url: `http://${HOST}:${port}`, stop: () => server.close() };
}

/**
 * As `serveEmbedded`, and to be found by `network stop`.
 *
 * @throws EngineError when the port is taken or one is served from `folder` already.
 */
export async function startEmbedded(
  hre: HardhatRuntimeEnvironment,
  folder: string,
  port: number,
): Promise<EmbeddedServer> {
  const other = await runningAs(folder, NAME);
  if (other !== undefined) {
    throw new EngineError(
      `The embedded chain of ${folder} runs already, as process ${other.pid} on ${other.url}.`,
      `Use that one, or stop it first: network stop ${folder}.`,
    );
  }
  const { url, stop } = await serveEmbedded(hre, port);
  await remember(folder, NAME, process.pid, url);
  return {
    url,
    async stop() {
      await stop();
      await forget(folder, NAME);
    },
  };
}
