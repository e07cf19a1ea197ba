import type { Provider } from "ethers";

/** Sends a JSON-RPC request. */
export type Rpc = (method: string, params: unknown[]) => Promise<unknown>;

/** The way to the node behind a provider; providers that have none offer none. */
export function rpcOf(provider: Provider): Rpc | undefined {
  if (!("send" in provider) || typeof provider.send !== "function") return undefined;
  return (method, params) => (provider.send as Rpc)(method, params);
}

/** Whether the node is one for development, whose chain may be set back. */
export async function isDevelopmentNode(provider: Provider): Promise<boolean> {
  const version = await rpcOf(provider)?.("web3_clientVersion", []).catch(() => "");
  return /^(hardhat|anvil)/i.test(String(version));
}
