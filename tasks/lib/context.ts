import {
  type Alliance,
  type AllianceState,
  connectAlliance,
  readLog,
  replay,
} from "@guildhall/sdk/consortium";
import { BrowserProvider, Network } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";

/** Milliseconds between two looks for a receipt; a private chain seals every second or two. */
const POLLING_INTERVAL_MS = 250;

/** What a task works on: the chain that `--network` names and the alliance found there. */
export interface Context {
  readonly hre: HardhatRuntimeEnvironment;
  readonly connection: NetworkConnection;
  readonly networkName: string;
  readonly provider: BrowserProvider;
  readonly alliance: Alliance;
  /** The alliance as replayed from its change log; read anew at each call. */
  readState(): Promise<AllianceState>;
}

/** Connects to the network of the command line, unless given a connection, and finds the alliance on it. */
export async function openContext(
  hre: HardhatRuntimeEnvironment,
  given?: NetworkConnection,
): Promise<Context> {
  const connection = given ?? (await hre.network.getOrCreate());
  // Asked beforehand: ethers by itself would ask a node that is not there again and again.
  const chainId = BigInt((await connection.provider.request({ method: "eth_chainId" })) as string);
  const staticNetwork = Network.from(chainId);
  const provider = new BrowserProvider(connection.provider, staticNetwork, {
    cacheTimeout: -1,
    staticNetwork,
  });
  provider.pollingInterval = POLLING_INTERVAL_MS;
  const alliance = await connectAlliance(provider);
  return {
    hre,
    connection,
    networkName: connection.networkName,
    provider,
    alliance,
    readState: async () => replay(await readLog(alliance)),
  };
}
