import type { Finding } from "../finding.ts";
import type { NodeObservation } from "../probe.ts";
import { type Case, planned } from "./case.ts";

/** Nodes that run under a key which the plan gives to another, or to none; and one key at two nodes. */
export function examineIdentity({ second: { nodes, plan } }: Case): Finding[] {
  const known = nodes.filter(({ identity }) => identity !== undefined);
  return known.flatMap((node): Finding[] => {
    const { address } = node.identity as { address: string };
    const expected = node.target.node?.address.toLowerCase();
    const twin = known.find((other) => other !== node && other.identity?.address === address);
    if (expected !== undefined && expected !== address) return [wrongKey(node, planned(plan, address)?.name)];
    // The node that the plan gives the key to is not the one at fault.
    return twin === undefined || expected === address ? [] : [usedTwice(node, twin)];
  });
}

function wrongKey({ target, identity }: NodeObservation, owner: string | undefined): Finding {
  const { address } = identity as { address: string };
  return {
    name: "wrong-key",
    severity: "broken",
    where: target.name,
    evidence: `runs under ${address}, expected was ${target.node?.address.toLowerCase()}`,
    cause:
      owner === undefined
        ? "The plan knows no such key: Besu makes a new one when its folder holds none or the option is missing."
        : `That is the key of ${owner}: the two folders were exchanged, or one was copied.`,
    cure: `Stop it, put the key of ${target.name} where its --node-private-key-file points, and start it again.`,
    runbook: "back-up-and-restore",
  };
}

function usedTwice({ target, identity }: NodeObservation, twin: NodeObservation): Finding {
  return {
    name: "key-used-twice",
    severity: "broken",
    where: target.name,
    evidence: `${target.name} and ${twin.target.name} both run under ${identity?.address}`,
    cause: "One key was given to two nodes, or two URLs lead to the same node.",
    cure: "Stop one of them at once: two nodes that seal under one address count as a traitor.",
    runbook: "back-up-and-restore",
  };
}
