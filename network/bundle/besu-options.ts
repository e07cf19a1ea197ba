import { stringify } from "smol-toml";
import { BUNDLE, hostOf, type NetworkPlan, type NodePlan } from "./plan.ts";

/** The image that the written files name; everything here was checked against this version. */
export const BESU_IMAGE = "hyperledger/besu:26.8.0";

/**
 * How pending transactions are kept. Equal on all nodes, or a transaction that one takes is dropped by the next.
 * Large, since a full pool drops what it has confirmed and may fill with transactions that can never run.
 */
const TRANSACTION_POOL = {
  "tx-pool": "SEQUENCED",
  "tx-pool-max-size": 50_000,
  // Of the pool, per account: enough for one organisation's batch, too little to fill it.
  "tx-pool-limit-by-account-percentage": 0.15,
  // The node that a transaction was sent to shall judge it as its peers do.
  "tx-pool-no-local-priority": true,
} as const;

/** The metric that counts the transactions in a pool of this kind; the layered pool has another. */
export const SEQUENCED_POOL_GAUGE = "besu_transaction_pool_transactions";

/**
 * No fees. A base fee of zero stands in the genesis file (`zeroBaseFee`); a node that asked for a price of its own would
 * leave transactions out whenever it proposes. No price bump: beside a base fee of zero Besu refuses to start with one.
 */
const FREE_GAS = { "min-gas-price": 0 } as const;

/**
 * Full sync, since nothing else reads the validator contract at every block. Forest, since it keeps the state of every
 * block: Bonsai keeps 512 blocks and answers some questions about older ones wrongly instead of refusing.
 */
const CHAIN = {
  "sync-mode": "FULL",
  "data-storage-format": "FOREST",
  // Besu asks the contract for the validators with no more gas than this: part of consensus, hence equal everywhere.
  "rpc-gas-cap": 100_000_000,
  "revert-reason-enabled": true,
} as const;

/** Every node knows every other by address; nothing is searched for and no address is guessed. */
const PEERS = {
  "discovery-enabled": false,
  "nat-method": "NONE",
  "remote-connections-limit-enabled": false,
  // 64 validators and as many other nodes; the default of 25 would leave a large alliance half connected.
  "max-peers": 128,
  "permissions-nodes-config-file-enabled": true,
  "permissions-accounts-config-file-enabled": true,
} as const;

/**
 * What tasks ask of a node. Without DEBUG, whose `debug_setHead` rewinds a node. PERM and ADMIN change it too, so whoever
 * reaches this port must be trusted, or be held to `eth:*` by a token (see proxy/README.md).
 */
const RPC = {
  "rpc-http-enabled": true,
  "rpc-http-api": ["ETH", "NET", "WEB3", "QBFT", "ADMIN", "TXPOOL", "PERM"],
  "rpc-http-max-active-connections": 300,
} as const;

const OBSERVATION = { "metrics-enabled": true, logging: "INFO" } as const;

/**
 * The text of besu.toml: every option that must be equal on all nodes, and no path or address of one. Every value stands
 * there, none comes from a profile: profiles change between versions, and one node with another value is hard to find.
 */
export function formatBesuToml({ nodes }: NetworkPlan): string {
  const options = {
    ...CHAIN,
    ...FREE_GAS,
    ...TRANSACTION_POOL,
    ...PEERS,
    ...RPC,
    // Names under which RPC and metrics may be asked for. Not "*": a page in a browser could then reach a node on its
    // user's machine under a name of its own.
    "host-allowlist": hostNames(nodes),
    ...OBSERVATION,
  };
  return `# Equal on all nodes of this network. What differs per node is given as BESU_* or on the command line.\n${stringify(options)}`;
}

function hostNames(nodes: readonly NodePlan[]): string[] {
  const own = nodes.flatMap(({ name, endpoint }) => [name, hostOf(endpoint)]);
  return [...new Set(["localhost", "127.0.0.1", ...own])];
}

/** Where one node finds its files and listens, as the process itself sees it. */
export interface NodePlaces {
  /** Folder with the network's common files, the bundle's `config`. */
  config: string;
  /** File with the node's secret key. */
  key: string;
  /** Folder for chain data, writable; also holds the node's own copy of the permission lists, which Besu rewrites. */
  data: string;
  /** IP address on which it awaits peers; all of the machine's unless given. */
  p2pInterface?: string;
  rpc: { host: string; port: number };
  metrics: { host: string; port: number };
}

/**
 * The options of one node beyond besu.toml, by their names on the command line without dashes.
 *
 * @example asArguments(nodeOptions(node, places)) // ["--config-file=…", …]
 * @example asEnvironment(nodeOptions(node, places)) // { BESU_CONFIG_FILE: "…", … }
 */
export function nodeOptions({ endpoint }: NodePlan, places: NodePlaces): Record<string, string> {
  const common = (path: string) => `${places.config}/${path.slice("config/".length)}`;
  const permissions = `${places.data}/${PERMISSIONS_COPY}`;
  return {
    "config-file": common(BUNDLE.besu),
    "data-path": places.data,
    "genesis-file": common(BUNDLE.genesis),
    "static-nodes-file": common(BUNDLE.staticNodes),
    "node-private-key-file": places.key,
    "permissions-nodes-config-file": permissions,
    "permissions-accounts-config-file": permissions,
    "p2p-host": hostOf(endpoint),
    "p2p-port": endpoint.slice(endpoint.lastIndexOf(":") + 1),
    ...(places.p2pInterface === undefined ? {} : { "p2p-interface": places.p2pInterface }),
    "rpc-http-host": places.rpc.host,
    "rpc-http-port": String(places.rpc.port),
    "metrics-host": places.metrics.host,
    "metrics-port": String(places.metrics.port),
  };
}

/** Name of a node's own copy of the permission lists in its data folder; copied from `config` before its first start. */
export const PERMISSIONS_COPY = "permissions_config.toml";

/** Options as arguments of the command line. */
export function asArguments(options: Readonly<Record<string, string>>): string[] {
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}

/** Options as environment variables; they rank below the command line and above besu.toml. */
export function asEnvironment(options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      `BESU_${name.toUpperCase().replaceAll("-", "_")}`,
      value,
    ]),
  );
}
