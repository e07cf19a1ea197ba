import { isIPv4 } from "node:net";
import { quorumOf } from "../../quorum.ts";
import type { Finding } from "../finding.ts";
import type { NodeObservation } from "../probe.ts";
import { addressOf, type Case, validatorsOf } from "./case.ts";
import { listed } from "./words.ts";

/** Whether the nodes find each other. */
export function examinePeers(given: Case): Finding[] {
  return given.second.nodes.flatMap((node) => [...connections(given, node), ...loopback(node)]);
}

function connections(given: Case, node: NodeObservation): Finding[] {
  const { peerCount, target } = node;
  const validators = validatorsOf(given);
  if (peerCount === undefined || validators === undefined || given.second.nodes.length < 2) return [];
  const wanted = quorumOf(validators.length) - 1;
  const seat = validators.includes(addressOf(node) ?? "");
  if (peerCount > 0 && (!seat || peerCount >= wanted)) return [];
  return [
    {
      name: peerCount === 0 ? "no-peers" : "few-peers",
      severity: peerCount === 0 ? "broken" : "warning",
      where: target.name,
      evidence: `${peerCount} peers; a validator needs ${wanted} others for a quorum`,
      cause: "Other nodes are down or unreachable, have another genesis, or its lists name them wrongly.",
      cure: "Compare static-nodes.json and the node list with `network.json`, then ports and firewall; restart the node after a correction.",
      runbook: "add-a-node",
    },
  ];
}

/** Besu keeps a host name that it cannot resolve as loopback, without a word. */
function loopback({ nodeList, identity, target }: NodeObservation): Finding[] {
  const own = identity?.ip ?? target.node?.endpoint.split(":")[0] ?? "";
  const entries = (nodeList.value ?? []).filter((enode) => isLoopback(hostOf(enode)));
  if (entries.length === 0 || own === "" || isLoopback(own)) return [];
  return [
    {
      name: "allowlist-loopback",
      severity: "broken",
      where: target.name,
      evidence: `its node list holds ${listed(entries)}, the node itself is at ${own}`,
      cause:
        "A host name in the list could not be resolved when the node started, so that peer is never let in.",
      cure: "Write IP addresses into the permissions file, then `network sync-permissions` and restart the node.",
      runbook: "permissions",
    },
  ];
}

function hostOf(enode: string): string {
  return /@\[?([^\]]*?)\]?:\d+/.exec(enode)?.[1] ?? "";
}

function isLoopback(host: string): boolean {
  return (isIPv4(host) && host.startsWith("127.")) || host === "::1" || host === "localhost";
}
