import { join } from "node:path";
import type { HookContext, NetworkHooks } from "hardhat/types/hooks";
import type { EdrNetworkConfig } from "hardhat/types/config";
import type { NetworkConnection } from "hardhat/types/network";
import { type Alliance, readAlliance } from "../alliance.ts";
import type { Genesis } from "../genesis/besu.ts";
import { appointProposer } from "../proposers.ts";
import { ensureFoundingContracts } from "./artifacts.ts";
import { cachedGenesis } from "./cache.ts";
import { loadAlloc } from "./load.ts";

/** Requests that put transactions into a block or weigh their fees. */
const PRICED = new Set([
  "eth_sendTransaction",
  "eth_sendRawTransaction",
  "eth_estimateGas",
  "evm_mine",
  "hardhat_mine",
]);

/** What clients ask before they set a price. Gas is free, so accounts need no balance. */
const PRICES = new Set(["eth_gasPrice", "eth_maxPriorityFeePerGas"]);

/** Hooks that found the alliance on each new simulated chain and keep its base fee at zero, as Besu does. */
export function networkHooks(alliancePath: string): Partial<NetworkHooks> {
  const founded = new WeakSet<NetworkConnection<string>>();
  return {
    async newConnection(context, next) {
      const connection = await next(context);
      const { networkConfig } = connection;
      if (networkConfig.type !== "edr-simulated" || networkConfig.forking?.enabled === true) return connection;
      const alliance = await readAlliance(join(context.config.paths.root, alliancePath));
      requireSameChain(connection.networkName, networkConfig, alliance, alliancePath);
      const genesis = await genesisOf(context, alliance);
      await loadAlloc(connection.provider, genesis.alloc);
      await appointProposer(connection.provider);
      founded.add(connection);
      return connection;
    },

    async onRequest(context, connection, request, next) {
      if (!founded.has(connection)) return next(context, connection, request);
      if (PRICES.has(request.method)) return { jsonrpc: "2.0", id: request.id, result: "0x0" };
      if (PRICED.has(request.method)) {
        // The simulated chain has no zeroBaseFee: after a block that is more than half full the fee would creep up.
        await connection.provider.request({ method: "hardhat_setNextBlockBaseFeePerGas", params: ["0x0"] });
      }
      return next(context, connection, request);
    },
  };
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
    `Network "${network}" of hardhat.config.ts is not the alliance's chain: ${lines.join("; ")}. Give both the same.`,
  );
}
