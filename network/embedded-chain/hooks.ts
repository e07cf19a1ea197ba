import { AsyncLocalStorage } from "node:async_hooks";
import { join } from "node:path";
import type { EdrNetworkConfig } from "hardhat/types/config";
import type { HookContext, NetworkHooks } from "hardhat/types/hooks";
import type { NetworkConnection } from "hardhat/types/network";
import { type Alliance, readAlliance } from "../alliance.ts";
import type { Genesis } from "../genesis/besu.ts";
import { appointProposer } from "../proposers.ts";
import { ensureFoundingContracts } from "./artifacts.ts";
import { cachedGenesis } from "./cache.ts";
import { loadAlloc, type Provider } from "./load.ts";

/** Requests that seal a block. */
const SEALING = new Set(["eth_sendTransaction", "eth_sendRawTransaction", "evm_mine", "hardhat_mine"]);

/** Requests that put transactions into a block or weigh their fees. */
const PRICED = new Set([...SEALING, "eth_estimateGas"]);

/** What clients ask before they set a price. Gas is free, so accounts need no balance. */
const PRICES = new Set(["eth_gasPrice", "eth_maxPriorityFeePerGas"]);

/**
 * Hooks that found the alliance on each new simulated chain, keep its base fee at zero and let its validators
 * propose in turn, as Besu does. Whoever sets the coinbase takes the choice of proposers over.
 */
export function networkHooks(alliancePath: string): Partial<NetworkHooks> {
  const founded = new WeakSet<NetworkConnection<string>>();
  const ownProposers = new WeakSet<NetworkConnection<string>>();
  // Marks the requests that these hooks make themselves. They go through the provider: `next` may be called
  // only once.
  const preparing = new AsyncLocalStorage<true>();
  return {
    async newConnection(context, next) {
      const connection = await next(context);
      const { networkConfig } = connection;
      if (networkConfig.type !== "edr-simulated" || networkConfig.forking?.enabled === true)
        return connection;
      const alliance = await readAlliance(join(context.config.paths.root, alliancePath));
      requireSameChain(connection.networkName, networkConfig, alliance, alliancePath);
      const { alloc } = await genesisOf(context, alliance);
      await loadAlloc(connection.provider, alloc);
      founded.add(connection);
      return connection;
    },

    async onRequest(context, connection, request, next) {
      if (!founded.has(connection) || preparing.getStore()) return next(context, connection, request);
      if (request.method === "hardhat_setCoinbase") ownProposers.add(connection);
      if (PRICES.has(request.method)) return { jsonrpc: "2.0", id: request.id, result: "0x0" };
      await preparing.run(true, async () => {
        if (PRICED.has(request.method)) await holdBaseFee(connection.provider);
        if (SEALING.has(request.method) && !ownProposers.has(connection))
          await appointProposer(connection.provider);
      });
      return next(context, connection, request);
    },
  };
}

/**
 * The simulated chain has no zeroBaseFee: after a block that is more than half full the fee would creep up.
 */
async function holdBaseFee(provider: Provider): Promise<void> {
  await provider.request({ method: "hardhat_setNextBlockBaseFeePerGas", params: ["0x0"] });
}

async function genesisOf(context: HookContext, alliance: Alliance): Promise<Genesis> {
  await ensureFoundingContracts(context);
  return cachedGenesis(alliance, context.artifacts, join(context.config.paths.cache, "genesis"));
}

function requireSameChain(
  network: string,
  { chainId, blockGasLimit }: EdrNetworkConfig,
  { chain }: Alliance,
  path: string,
): void {
  const differences = [
    ["chainId", chainId, chain.id],
    ["blockGasLimit", Number(blockGasLimit), chain.blockGasLimit],
  ].filter(([, here, there]) => here !== there);
  if (differences.length === 0) return;
  const lines = differences.map(([name, here, there]) => `${name} is ${here} there and ${there} in ${path}`);
  throw new Error(
    `Network "${network}" of hardhat.config.ts is not the alliance's chain: ${lines.join("; ")}. ` +
      "Give both the same.",
  );
}
