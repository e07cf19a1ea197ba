import { isIPv4 } from "node:net";
import { formatPath, type Path } from "../../files/yaml-source.ts";
import { BUNDLE, type NetworkPlan, type NodePlan } from "../bundle/plan.ts";
import { nodeAddress } from "../node-key.ts";
import type { BundleParts } from "./bundle.ts";
import type { Check } from "./check.ts";
import type { Finding, Words } from "./finding.ts";

/** What must hold in the plan itself, and between it and the file of the alliance. */
export const planChecks: Check<NetworkPlan>[] = [
  everyNodeHasItsOwnName,
  everyNodeHasItsOwnKey,
  everyNodeHasItsOwnEndpoint,
  everyEndpointIsAnAddressOfTheNetwork,
  everyAddressFollowsFromItsKey,
  everyTimeoutLeavesRoomForABlock,
  thePlanIsThatOfTheAlliance,
];

/** Whether all nodes of a network run on one machine. */
export function isLoopbackNetwork({ nodes }: NetworkPlan): boolean {
  return nodes.every(({ endpoint }) => isLoopback(endpoint));
}

/** Whether an `ip:port` is reached from its own machine only. */
export function isLoopback(endpoint: string): boolean {
  return /^(127\.|0\.0\.0\.0|localhost|\[::1\])/.test(endpoint);
}

function* everyNodeHasItsOwnName({ nodes }: NetworkPlan): Iterable<Finding> {
  for (const [node, index, first] of twice(nodes, ({ name }) => name)) {
    yield at(["nodes", index, "name"], {
      fault: `${node.name} is also the name of node ${first} of the list.`,
      consequence: "Both would take one key and one data directory; the second to start fails on its lock.",
      cure: "Give each node its own name, `<member>-<number>`.",
    });
  }
}

function* everyNodeHasItsOwnKey({ nodes }: NetworkPlan): Iterable<Finding> {
  for (const [node, index, first] of twice(nodes, ({ publicKey }) => publicKey)) {
    yield at(["nodes", index, "publicKey"], {
      fault: `${node.name} has the key of ${nodes[first]?.name}.`,
      consequence:
        "Two processes seal under one address: peers see one node, the validator set counts one seat too many, " +
        "and the loss of one more validator halts the chain.",
      cure: "Make a key of its own for each node with `network key`.",
    });
  }
}

function* everyNodeHasItsOwnEndpoint({ nodes }: NetworkPlan): Iterable<Finding> {
  for (const [node, index, first] of twice(nodes, ({ endpoint }) => endpoint)) {
    yield at(["nodes", index, "endpoint"], {
      fault: `${node.name} and ${nodes[first]?.name} are both at ${node.endpoint}.`,
      consequence:
        "A node refuses peers that announce its own address: these two never connect, without a log line.",
      cure: "Give each node an address and port of its own.",
    });
  }
}

function* everyEndpointIsAnAddressOfTheNetwork(plan: NetworkPlan): Iterable<Finding> {
  const local = isLoopbackNetwork(plan);
  for (const [index, { name, endpoint }] of plan.nodes.entries()) {
    const field = ["nodes", index, "endpoint"] as const;
    if (!isIPv4(endpoint.split(":")[0] ?? "")) {
      yield at(field, {
        fault: `${name} is at ${endpoint}, which is no IP address.`,
        consequence: "No peer can reach it.",
        cure: "Give an address such as 10.0.0.11:30303.",
      });
    } else if (isLoopback(endpoint) && !local) {
      yield at(field, {
        fault: `${name} is at ${endpoint}, on a machine of its own; other nodes are elsewhere.`,
        consequence:
          "Its peers would look for it on their own machine: the lists look right and it has no peer.",
        cure: "Give the address at which the others reach it.",
      });
    }
  }
}

function* everyAddressFollowsFromItsKey({ nodes }: NetworkPlan): Iterable<Finding> {
  for (const [index, { name, address, publicKey }] of nodes.entries()) {
    const expected = nodeAddress(publicKey);
    if (address === expected) continue;
    yield at(["nodes", index, "address"], {
      fault: `${name} has the address ${address}, yet its key gives ${expected}.`,
      consequence: "Whoever appoints it as a validator appoints an address that never seals.",
      cure: `Write ${expected}.`,
    });
  }
}

function* everyTimeoutLeavesRoomForABlock(plan: NetworkPlan): Iterable<Finding> {
  const least = 2 * plan.blockPeriodSeconds;
  if (plan.requestTimeoutSeconds >= least) return;
  yield at(["requestTimeoutSeconds"], timeoutTooShort(plan.requestTimeoutSeconds, least));
}

/** Words for a request timeout below twice the block period, in seconds. */
export function timeoutTooShort(timeout: number, least: number): Words {
  return {
    fault: `A round times out after ${timeout} seconds; expected at least ${least}, twice the block period.`,
    consequence:
      "Validators change round while a good proposal is still under way, and blocks come late or not at all.",
    cure: `Set it to ${least} or more on all nodes; it cannot be changed by a transition.`,
  };
}

function* thePlanIsThatOfTheAlliance(plan: NetworkPlan, { alliance }: BundleParts): Iterable<Finding> {
  if (alliance === undefined) return;
  const { id, blockPeriodSeconds, requestTimeoutSeconds } = alliance.chain;
  const pairs = [
    ["chainId", plan.chainId, id],
    ["blockPeriodSeconds", plan.blockPeriodSeconds, blockPeriodSeconds],
    ["requestTimeoutSeconds", plan.requestTimeoutSeconds, requestTimeoutSeconds],
  ] as const;
  for (const [field, here, there] of pairs) {
    if (here === there) continue;
    yield at([field], {
      fault: `${field} is ${here}; ${BUNDLE.alliance} says ${there}.`,
      consequence:
        "Tools that read the one file and nodes that were set up by the other do not agree on the chain.",
      cure: "Write the bundle anew with `network init` from the alliance's file (keys that are there are kept).",
    });
  }
}

function at(path: Path, words: Words): Finding {
  return { file: BUNDLE.plan, field: formatPath(path), ...words };
}

function* twice(
  nodes: readonly NodePlan[],
  keyOf: (node: NodePlan) => string,
): Iterable<[node: NodePlan, index: number, first: number]> {
  for (const [index, node] of nodes.entries()) {
    const first = nodes.findIndex((other) => keyOf(other) === keyOf(node));
    if (first < index) yield [node, index, first];
  }
}
