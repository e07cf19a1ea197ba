import { join, resolve } from "node:path";
import { readBundleKey } from "../../bundle/node-keys.ts";
import { BUNDLE, hostOf, type NetworkPlan, type NodePlan, readPlan } from "../../bundle/plan.ts";
import { EngineError } from "../error.ts";
import type { Port } from "../ports.ts";

/** A node that this machine runs. */
export interface LocalNode {
  plan: NodePlan;
  name: string;
  /** Absolute paths. */
  keyFile: string;
  dataFolder: string;
  rpcUrl: string;
  metricsUrl: string;
}

/** A bundle and those of its nodes that are meant. */
export interface LocalNetwork {
  /** The bundle's folder, absolute. */
  folder: string;
  plan: NetworkPlan;
  nodes: LocalNode[];
}

/**
 * The nodes of a bundle that this machine can run: those whose keys it holds.
 *
 * @param only Names of the nodes that are meant; all if there are none.
 * @throws EngineError when a name is unknown, its key is elsewhere or another node's, or its addresses are not this
 * machine's.
 */
export async function localNetwork(given: string, only: readonly string[]): Promise<LocalNetwork> {
  const folder = resolve(given);
  const plan = await readPlan(folder);
  const named = only.length === 0 ? plan.nodes : only.map((name) => nodeNamed(plan, name));
  const nodes: LocalNode[] = [];
  for (const node of named) {
    const key = await readBundleKey(folder, node.name);
    if (key === undefined && only.length === 0) continue;
    requireOwnKey(folder, node, key?.publicKey, plan);
    nodes.push(localNode(folder, node));
  }
  if (nodes.length > 0) return { folder, plan, nodes };
  throw new EngineError(
    `${given} holds no key of any node, so there is none to run here.`,
    "Take the folder that `network init` wrote for the holder of the keys.",
  );
}

/**
 * The node of that name.
 *
 * @throws EngineError naming those that there are.
 */
export function nodeNamed({ nodes }: NetworkPlan, name: string): NodePlan {
  const node = nodes.find((each) => each.name === name);
  if (node !== undefined) return node;
  throw new EngineError(
    `No node of this network is called ${name}.`,
    `Its nodes are ${nodes.map((each) => each.name).join(", ")}.`,
  );
}

/** Folder of a node's chain data. */
export function dataFolderOf(folder: string, name: string): string {
  return join(folder, "data", name);
}

/** The ports that a node opens. */
export function portsOf({ plan, name, rpcUrl, metricsUrl }: LocalNode): Port[] {
  const port = Number(plan.endpoint.slice(plan.endpoint.lastIndexOf(":") + 1));
  return [
    { host: hostOf(plan.endpoint), port, use: `peers of ${name}` },
    { ...addressOf(rpcUrl), use: `JSON-RPC of ${name}` },
    { ...addressOf(metricsUrl), use: `metrics of ${name}` },
  ];
}

/** Host and port of a URL that names both. */
export function addressOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

function requireOwnKey(
  folder: string,
  node: NodePlan,
  publicKey: string | undefined,
  plan: NetworkPlan,
): void {
  if (publicKey === node.publicKey) return;
  const owner = plan.nodes.find((each) => each.publicKey === publicKey);
  const file = join(folder, BUNDLE.keyOf(node.name));
  throw new EngineError(
    publicKey === undefined
      ? `The key of ${node.name} is not in this folder, so the node cannot run here.`
      : `${file} holds the key of ${owner === undefined ? "no node of this network" : owner.name}, not that of ${node.name}.`,
    "Put each key into the folder of its own node, or start only the nodes whose keys are here.",
  );
}

function localNode(folder: string, plan: NodePlan): LocalNode {
  const { name, endpoint, rpcUrl, metricsUrl } = plan;
  const isHere = [hostOf(endpoint), ...[rpcUrl, metricsUrl].map((url) => url && new URL(url).hostname)].every(
    (host) => host?.startsWith("127."),
  );
  if (!isHere || rpcUrl === undefined || metricsUrl === undefined) {
    throw new EngineError(
      `${name} is to run at ${endpoint}, which is not on this machine alone.`,
      "Run such a network with the bundle's compose.yaml; for one on this machine: network init --validators 4 --loopback.",
    );
  }
  return {
    plan,
    name,
    keyFile: join(folder, BUNDLE.keyOf(name)),
    dataFolder: dataFolderOf(folder, name),
    rpcUrl,
    metricsUrl,
  };
}
