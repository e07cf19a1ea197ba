import { isIPv4 } from "node:net";
import { BUNDLE, type NetworkPlan } from "../bundle/plan.ts";
import type { BundleParts } from "./bundle.ts";
import type { Check } from "./check.ts";
import type { Finding, Words } from "./finding.ts";
import { shown } from "./genesis.ts";
import { isLoopback, isLoopbackNetwork } from "./plan.ts";
import type { SourceFile } from "./source-file.ts";

/** What must hold in the list of peers that every node connects to. */
export const peerChecks: Check<SourceFile>[] = [
  everyPeerIsANodeOfThePlan,
  everyNodeOfThePlanIsAPeer,
  everyPeerStandsOnce,
];

function* everyPeerIsANodeOfThePlan(staticNodes: SourceFile, bundle: BundleParts): Iterable<Finding> {
  for (const [index, peer] of staticNodes.items().entries()) {
    const words = judgeEnode(peer, bundle.plan);
    if (words !== undefined) yield staticNodes.finding([index], words);
  }
}

function* everyNodeOfThePlanIsAPeer(staticNodes: SourceFile, { plan }: BundleParts): Iterable<Finding> {
  if (!Array.isArray(staticNodes.data)) {
    yield staticNodes.finding([], {
      fault: "The file is no list of enodes.",
      consequence: "Nodes refuse it and do not start.",
      cure: 'Write a list: ["enode://…@ip:port", …].',
    });
    return;
  }
  for (const { name, enode } of plan?.nodes ?? []) {
    if (staticNodes.items().includes(enode)) continue;
    yield staticNodes.finding([], {
      fault: `The peers lack ${name} (${enode}).`,
      consequence: "Nothing is searched for on this network: nodes that do not list it never connect to it.",
      cure: `Add the enode of ${name} exactly as it stands in ${BUNDLE.plan}.`,
    });
  }
}

function* everyPeerStandsOnce(staticNodes: SourceFile): Iterable<Finding> {
  const seen = new Map<string, number>();
  for (const [index, peer] of staticNodes.items().entries()) {
    const endpoint = partsOf(peer)?.endpoint;
    if (endpoint === undefined) continue;
    const first = seen.get(endpoint);
    if (first !== undefined) {
      yield staticNodes.finding([index], {
        fault: `Two peers are at ${endpoint}, the other is entry ${first + 1}.`,
        consequence: "Only one process can listen there; the node with the other key is never found.",
        cure: "Give each node an address and port of its own.",
      });
    }
    seen.set(endpoint, first ?? index);
  }
}

/** What is wrong with an entry that should be the enode of a node of the plan; nothing if all is well. */
export function judgeEnode(entry: unknown, plan: NetworkPlan | undefined): Words | undefined {
  const parts = partsOf(entry);
  if (parts === undefined) {
    return {
      fault: `${shown(entry)} is no enode.`,
      consequence: "Nodes refuse the file and do not start.",
      cure: "Write enode://<128 hex digits>@<ip>:<port>.",
    };
  }
  const { publicKey, host, endpoint } = parts;
  if (!isIPv4(host)) {
    return {
      fault: `The enode at ${endpoint} names a host and no IP address.`,
      consequence:
        "A name that does not resolve when a node starts stays a loopback address: the list looks right, the peer is " +
        "never found, and no log line says so.",
      cure: "Write the IP address.",
    };
  }
  if (plan === undefined || plan.nodes.some(({ enode }) => enode === entry)) return undefined;
  if (isLoopback(endpoint) && !isLoopbackNetwork(plan)) {
    return {
      fault: `The enode at ${endpoint} is on a loopback address; the nodes of this network are elsewhere.`,
      consequence: "Every node would look for this peer on its own machine and not find it.",
      cure: "Write the address at which the others reach it.",
    };
  }
  const node =
    plan.nodes.find((each) => each.publicKey === `0x${publicKey}`) ??
    plan.nodes.find((each) => each.endpoint === endpoint);
  if (node === undefined) {
    return {
      fault: `The enode at ${endpoint} belongs to no node of ${BUNDLE.plan}.`,
      consequence: "Nodes let a stranger in, or try for ever to reach a node that is gone.",
      cure: "Delete it, or enter the node with `network add-node`.",
    };
  }
  return {
    fault: `The enode of ${node.name} is ${String(entry)}; ${BUNDLE.plan} says ${node.enode}.`,
    consequence:
      "The node is sought under a key or at an address that is not its own, and refused or never found.",
    cure: `Write it exactly as it stands in ${BUNDLE.plan}.`,
  };
}

function partsOf(entry: unknown): { publicKey: string; host: string; endpoint: string } | undefined {
  const match = /^enode:\/\/([0-9a-f]{128})@((?:\[[^\]]*\]|[^:@/?]+)):\d+(\?.*)?$/i.exec(String(entry));
  if (match === null) return undefined;
  const [text, publicKey = "", host = ""] = match;
  return { publicKey: publicKey.toLowerCase(), host, endpoint: text.slice(text.indexOf("@") + 1) };
}
