import { InputFileError } from "../../files/input-file.ts";
import { readYaml } from "../../files/yaml-source.ts";
import type { Alliance } from "../alliance.ts";
import { enodeOf } from "../node-key.ts";
import { hostOf, type NetworkPlan, type NodePlan, ownNodes } from "./plan.ts";

/**
 * Where nodes run, seen from whoever holds the bundle. `loopback`: all on this machine at 127.0.0.1, each with its own ports.
 * `bridge`: all on this machine, each at its own address in a network of containers. `hosts`: the nodes of one member, each on
 * a machine at its own address, and JSON-RPC and metrics on that machine's 127.0.0.1 only.
 */
export type Reach = "loopback" | "bridge" | "hosts";

/** First ports of JSON-RPC and metrics, where nodes share an address. */
const FIRST_PORTS = {
  loopback: { rpc: 28_545, metrics: 9_545 },
  hosts: { rpc: 8_545, metrics: 9_545 },
} as const;

function reachOf(endpoints: readonly string[], member: string | undefined): Reach {
  if (endpoints.every((endpoint) => hostOf(endpoint) === "127.0.0.1")) return "loopback";
  return member === undefined ? "bridge" : "hosts";
}

/**
 * The nodes of an alliance in the order of its file, as this bundle's holder reaches them.
 *
 * @param member Alias of the member whose bundle it is; all nodes are taken for one's own unless given.
 */
export function planNodes(
  { members }: Alliance,
  member: string | undefined,
): { reach: Reach; nodes: NodePlan[] } {
  const nodes = members.flatMap(({ alias, nodes }) =>
    nodes.map((node, index) => ({ ...node, member: alias, name: `${alias}-${index + 1}` })),
  );
  const reach = reachOf(
    nodes.map(({ endpoint }) => endpoint),
    member,
  );
  const isOwn = (node: { member: string }) => member === undefined || node.member === member;
  const own = nodes.filter(isOwn);
  const plans = nodes.map((node, index) => ({
    name: node.name,
    member: node.member,
    seat: node.seat,
    publicKey: node.publicKey,
    address: node.address,
    endpoint: node.endpoint,
    enode: enodeOf(node.publicKey, node.endpoint),
    ...(isOwn(node) ? urls(reach, hostOf(node.endpoint), reach === "hosts" ? own.indexOf(node) : index) : {}),
  }));
  return { reach, nodes: plans };
}

/** Where the nodes of a plan run, seen from whoever holds its bundle. */
export function reachIn({ nodes }: Pick<NetworkPlan, "nodes">): Reach {
  if (nodes.every(({ endpoint }) => hostOf(endpoint) === "127.0.0.1")) return "loopback";
  const [own] = ownNodes({ nodes });
  return own?.rpcUrl !== undefined && new URL(own.rpcUrl).hostname === "127.0.0.1" ? "hosts" : "bridge";
}

/** JSON-RPC and metrics of a node that joins `plan`; nothing if its member is not one of the bundle's holders. */
export function urlsOfNewcomer(
  { nodes }: Pick<NetworkPlan, "nodes">,
  { member, endpoint }: Pick<NodePlan, "member" | "endpoint">,
): Pick<NodePlan, "rpcUrl" | "metricsUrl"> {
  const reach = reachIn({ nodes });
  const own = ownNodes({ nodes });
  if (reach === "hosts" && !own.some((node) => node.member === member)) return {};
  const ports = own.map(({ rpcUrl = "" }) => Number(new URL(rpcUrl).port));
  const first = reach === "bridge" ? 0 : FIRST_PORTS[reach].rpc;
  return urls(reach, hostOf(endpoint), Math.max(...ports) + 1 - first);
}

function urls(reach: Reach, host: string, index: number): Pick<NodePlan, "rpcUrl" | "metricsUrl"> {
  if (reach === "bridge") return { rpcUrl: `http://${host}:8545`, metricsUrl: `http://${host}:9545/metrics` };
  const { rpc, metrics } = FIRST_PORTS[reach];
  return {
    rpcUrl: `http://127.0.0.1:${rpc + index}`,
    metricsUrl: `http://127.0.0.1:${metrics + index}/metrics`,
  };
}

/**
 * Refuses endpoints that Besu's permission lists cannot hold. Host names are refused when the file is read: a name that does not
 * resolve when a node starts is taken for 127.0.0.1, and the list looks right while nobody gets in.
 *
 * @throws InputFileError with the place of each.
 */
export function requireIPv4(source: string, text: string, { members }: Alliance): void {
  const { at } = readYaml(text);
  const findings = members.flatMap(({ nodes }, member) =>
    nodes.flatMap(({ endpoint }, node) =>
      endpoint.startsWith("[")
        ? [
            at(
              ["members", member, "nodes", node, "endpoint"],
              `"${endpoint}" is IPv6; expected IPv4, since Besu's node permission list compares IPv4 addresses only`,
            ),
          ]
        : [],
    ),
  );
  if (findings.length > 0) throw new InputFileError(source, findings);
}
