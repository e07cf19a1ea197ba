import { JsonRpcProvider } from "ethers";
import hre from "hardhat";

const HOST = "127.0.0.1";

/** A development node of the alliance, served over JSON-RPC on a free port of this machine. */
export interface Chain {
  readonly url: string;
  readonly provider: JsonRpcProvider;
  /** Remembers the state; `restore` returns to it, as often as wanted. */
  snapshot(): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a node with the founded alliance. */
export async function startChain(): Promise<Chain> {
  const server = await hre.network.createServer("node", HOST, 0);
  const { port } = await server.listen();
  const url = `http://${HOST}:${port}`;
  const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1, batchMaxCount: 1 });
  let kept: unknown;
  const snapshot = async (): Promise<void> => {
    kept = await provider.send("evm_snapshot", []);
  };
  return {
    url,
    provider,
    snapshot,
    async restore() {
      await provider.send("evm_revert", [kept]);
      await snapshot();
    },
    async close() {
      provider.destroy();
      await server.close();
    },
  };
}
