import type { Finding } from "../finding.ts";
import { NETWORK } from "../finding.ts";
import { commonest } from "../observe.ts";
import type { NodeObservation } from "../probe.ts";
import { type Case, knowsPeers, running, validatorsOf } from "./case.ts";
import { listed } from "./words.ts";

/** Nodes that do not answer, want a sign-in, or run on another chain. */
export function examineReach(given: Case): Finding[] {
  const { nodes } = given.second;
  if (nodes.every(({ fault }) => fault?.kind === "silent")) return [nobodyAnswers(nodes)];
  return [...nodes.flatMap((node) => unheard(given, node)), ...otherChain(given), ...oddOnesOut(nodes)];
}

function nobodyAnswers(nodes: readonly NodeObservation[]): Finding {
  const reasons = [...new Set(nodes.map(({ fault }) => fault?.message ?? ""))];
  return {
    name: "nobody-answers",
    severity: "broken",
    where: NETWORK,
    evidence: `${nodes.length} of ${nodes.length} nodes gave no answer: ${listed(reasons)}`,
    cause: "No node runs, or this machine cannot reach their JSON-RPC.",
    cure: "Start the nodes, or look at the addresses, the firewall and the host allowlist; ask slow ones with a longer --limit.",
    runbook: "return-after-a-stall",
  };
}

function unheard(given: Case, { target, fault }: NodeObservation): Finding[] {
  if (fault === undefined) return [];
  const address = target.node?.address.toLowerCase();
  const alive = address !== undefined && running(given).has(address);
  if (fault.kind === "unauthorised") {
    return [
      {
        name: "sign-in-wanted",
        severity: "warning",
        where: target.name,
        evidence: `its JSON-RPC answered "${fault.message}"`,
        cause: "The node asks for a token, and none was given, or it lapsed or lacks the permission.",
        cure: "Sign in at the node's /login and give the token as GUILDHALL_RPC_TOKEN; until then it is unexamined.",
        runbook: "read-the-doctor",
      },
    ];
  }
  if (alive) return target.url === undefined ? [] : [silentButAlive(target.name, fault.message)];
  if (target.url === undefined && !knowsPeers(given)) return [];
  const seat =
    address !== undefined && (validatorsOf(given)?.includes(address) ?? target.node?.seat === "validator");
  return [
    {
      name: "node-down",
      severity: seat ? "broken" : "warning",
      where: target.name,
      evidence: `${fault.message}; ${knowsPeers(given) ? "no other node has it as a peer" : "whom others are connected with is not known"}`,
      cause: `The node does not run, or nobody can reach it${seat ? "; it is a validator" : ""}.`,
      cure: "Start it; if it runs, look at its address, port and firewall. If it is lost, replace it. Ask a slow one with a longer --limit.",
      runbook: seat ? "replace-a-validator" : "back-up-and-restore",
    },
  ];
}

function silentButAlive(name: string, message: string): Finding {
  return {
    name: "rpc-silent",
    severity: "warning",
    where: name,
    evidence: `${message}; other nodes have it as a peer`,
    cause: "The node runs, but its JSON-RPC does not answer here.",
    cure: "Look at its RPC port, host allowlist and load; consensus is not concerned.",
    runbook: "read-the-doctor",
  };
}

function otherChain({ second: { nodes, plan } }: Case): Finding[] {
  const meant = plan?.chainId ?? commonest(nodes.map(({ chainId }) => chainId));
  return nodes
    .filter(({ chainId }) => chainId !== undefined && chainId !== meant)
    .map(({ target, chainId }) => ({
      name: "other-chain",
      severity: "broken",
      where: target.name,
      evidence: `chain id ${chainId}, not ${meant}`,
      cause:
        "The node runs with the genesis file of another network, or the URL leads to another network's node.",
      cure: "Correct the URL, or give it this network's genesis file and an empty data directory, and start it.",
      runbook: "add-a-node",
    }));
}

/** Besu peers with a node whose `config` differs, and parts from it at the first block that the difference concerns. */
function oddOnesOut(nodes: readonly NodeObservation[]): Finding[] {
  const genesis = commonest(nodes.map((node) => node.genesis));
  const config = commonest(nodes.map(configOf));
  return nodes.flatMap((node): Finding[] => {
    const base = { severity: "broken", where: node.target.name, runbook: "add-a-node" } as const;
    if (node.genesis !== undefined && node.genesis !== genesis) {
      return [
        {
          ...base,
          name: "other-genesis",
          evidence: `block 0 is ${node.genesis}, elsewhere ${genesis} (${listed(holders(nodes, genesis))})`,
          cause: "Its data directory was begun with another genesis file.",
          cure: "Give it the file of all others and an empty data directory, then restart every node: peers denylist such a node until they restart.",
        },
      ];
    }
    if (configOf(node) === undefined || configOf(node) === config) return [];
    return [
      {
        ...base,
        name: "other-config",
        evidence: `its genesis config is ${configOf(node)}, elsewhere ${config}`,
        cause: "Block 0 is the same, but the rules in the genesis file are not; it will halt or fork.",
        cure: "Give it the genesis file of all others (compare the SHA-256) and restart it.",
      },
    ];
  });
}

function holders(nodes: readonly NodeObservation[], genesis: string | undefined): string[] {
  return nodes.filter((node) => node.genesis === genesis).map(({ target }) => target.name);
}

function configOf({ identity }: NodeObservation): string | undefined {
  return identity === undefined ? undefined : JSON.stringify(identity.config);
}
