import type { Finding } from "../finding.ts";
import { heightOf } from "../observe.ts";
import { type Case, heightOfReference, isMoving } from "./case.ts";

/** Nodes that call themselves unready although they keep up. It is mentioned, since probes restart such nodes. */
export function examineReadiness(given: Case): Finding[] {
  if (!isMoving(given)) return [];
  return given.second.nodes
    .filter((node) => node.ready === false && heightOf(node) >= heightOfReference(given.second) - 1)
    .map(({ target, peerCount }) => ({
      name: "readiness-disagrees",
      severity: "note",
      where: target.name,
      evidence: `/readiness answers 503; its head is up to date, ${peerCount ?? "?"} peers`,
      cause: "Besu judges by its peers and its sync, not by the chain.",
      cure: "Nothing to mend; do not let a probe of /readiness restart validators.",
      runbook: "read-the-doctor",
    }));
}
