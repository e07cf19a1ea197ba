import { type Finding, NETWORK } from "../finding.ts";
import { heightOf } from "../observe.ts";
import type { NodeObservation } from "../probe.ts";
import {
  before,
  type Case,
  headAge,
  heightOfReference,
  isFrozen,
  isMoving,
  isQbft,
  isStalled,
  knowsPeers,
  LEEWAY_BLOCKS,
  nameOf,
  rhythmOf,
  strength,
  validatorsOf,
} from "./case.ts";
import { lasting, listed } from "./words.ts";

/** Whether the chain goes on, and whether every node goes with it. */
export function examineProgress(given: Case): Finding[] {
  return [...stall(given), ...given.second.nodes.flatMap((node) => pace(given, node))];
}

function stall(given: Case): Finding[] {
  // An empty or failing list is a finding of its own, and the whole explanation.
  if (isMoving(given) || !isQbft(given) || !validatorsOf(given)?.length) return [];
  const { listed: count, quorum, up, down } = strength(given);
  const tooFew = up.length < quorum && knowsPeers(given);
  if (!tooFew && !isStalled(given)) return [];
  const age = headAge(given.second);
  const height = heightOfReference(given.second);
  const { round, wait } = roundAfter(age, rhythmOf(given.second).timeout);
  const stands = `block ${height} is ${lasting(age)} old, the validators are about in round ${round}, which lasts ${lasting(wait)}`;
  const ready = given.second.nodes.filter((node) => node.ready).length;
  const deceived = ready === 0 ? "" : `; ${ready} nodes call themselves ready all the same`;
  const cure =
    "restart ALL validators together: a node that comes back alone starts in round 0 and takes up to as long as the stall lasted.";
  if (tooFew) {
    return [
      {
        name: "too-few-validators",
        severity: "broken",
        where: NETWORK,
        evidence: `${up.length} of ${count} validators run, quorum ${quorum}; missing: ${listed(down.map((each) => nameOf(given, each)))}; ${stands}${deceived}`,
        cause: "More validators are gone than may fail, so no block can be agreed on.",
        cure: `Bring missing ones back, then ${cure} If they are lost for good, see recover-from-lost-majority.md.`,
        runbook: "return-after-a-stall",
      },
    ];
  }
  return [
    {
      name: "rounds-apart",
      severity: "broken",
      where: NETWORK,
      evidence: `${up.length} of ${count} validators run, quorum ${quorum}; ${stands}${deceived}`,
      cause:
        "Enough validators run, but not in the same round: each failed round lasts twice as long as the one before.",
      cure: `Wait up to ${lasting(age)}, or ${cure}`,
      runbook: "return-after-a-stall",
    },
  ];
}

/** Round r lasts timeout · 2^r, so the rounds 0 to r−1 last timeout · (2^r − 1). */
function roundAfter(seconds: number, timeout: number): { round: number; wait: number } {
  const round = Math.floor(Math.log2(seconds / timeout + 1));
  return { round, wait: timeout * 2 ** round };
}

function pace(given: Case, node: NodeObservation): Finding[] {
  const { second } = given;
  if (node.head === undefined || node.genesis !== second.reference?.genesis) return [];
  const there = second.hashes.get(node.head.number);
  const behind = heightOfReference(second) - heightOf(node);
  const where = node.target.name;
  if (there !== undefined && there !== node.head.hash) {
    return [
      {
        name: "node-forked",
        severity: "broken",
        where,
        evidence: `block ${node.head.number} is ${node.head.hash}, elsewhere ${there}`,
        cause:
          "It follows another history: another genesis config, a damaged data directory, or a transition only it has.",
        cure: "Compare the SHA-256 of its genesis file; give it an empty data directory and let it sync anew.",
        runbook: "back-up-and-restore",
      },
    ];
  }
  if (isFrozen(given, node)) return [frozen(given, node, behind)];
  if (behind <= LEEWAY_BLOCKS && !node.syncing) return [];
  return [
    {
      name: "node-behind",
      severity: "warning",
      where,
      evidence: `${behind} blocks behind${node.syncing ? ", syncing" : ""}; ${heightOf(node) - heightOf(before(given, node) ?? node)} blocks in this look`,
      cause: "It is catching up. Until then a validator does not propose.",
      cure: "Wait; if it does not come nearer, look at its disk, processor and peers.",
      runbook: "add-a-node",
    },
  ];
}

function frozen(given: Case, node: NodeObservation, behind: number): Finding {
  const persistent = node.syncing && before(given, node)?.syncing;
  const ready = node.ready === undefined ? "" : `, /readiness ${node.ready ? 200 : 503}`;
  return {
    name: "node-frozen",
    severity: "broken",
    where: node.target.name,
    evidence: `head stays at ${node.head?.number}, ${behind} behind; ${persistent ? "still syncing" : "not syncing"}, ${node.peerCount ?? "?"} peers${ready}`,
    cause:
      node.peerCount === 0
        ? "It has no peer, so no block reaches it."
        : "It is deadlocked: it answers but takes no block any more, as can happen under load.",
    cure: "It may not heed SIGTERM: give it some seconds, then kill -9, and start it again.",
    runbook: "back-up-and-restore",
  };
}
