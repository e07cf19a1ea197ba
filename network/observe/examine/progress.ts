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
  widestReach,
} from "./case.ts";
import { lasting, listed } from "./words.ts";

/** Whether the chain goes on, and whether every node goes with it. */
export function examineProgress(given: Case): Finding[] {
  return [...stall(given), ...given.second.nodes.flatMap((node) => pace(given, node))];
}

function stall(given: Case): Finding[] {
  // An empty or failing list is a finding of its own, and the whole explanation.
  if (isMoving(given) || !isQbft(given) || !validatorsOf(given)?.length) return [];
  const { quorum, up } = strength(given);
  const base = { severity: "broken", where: NETWORK, runbook: "return-after-a-stall" } as const;
  if (up.length < quorum && knowsPeers(given)) return [{ ...base, ...tooFew(given) }];
  const isYoung = heightOfReference(given.second) === 0;
  if (!isYoung && !isStalled(given)) return [];
  const reach = widestReach(given);
  if (reach !== undefined && reach < quorum) return [{ ...base, ...cutOff(given, reach) }];
  return [{ ...base, ...(isYoung ? notBegun(given) : roundsApart(given)) }];
}

type Told = Pick<Finding, "name" | "evidence" | "cause" | "cure">;

const RESTART_ALL =
  "restart ALL validators together: a node that comes back alone starts in round 0 and takes up to as long as the stall lasted.";

function tooFew(given: Case): Told {
  const missing = listed(strength(given).down.map((address) => nameOf(given, address)));
  return {
    name: "too-few-validators",
    evidence: `${turnout(given)}; missing: ${missing}; ${standing(given)}`,
    cause: "More validators are gone than may fail, so no block can be agreed on.",
    cure: `Bring missing ones back, then ${RESTART_ALL} If they are lost for good, see recover-from-lost-majority.md.`,
  };
}

function cutOff(given: Case, reach: number): Told {
  return {
    name: "validators-cut-off",
    evidence: `${turnout(given)}, but none is connected with more than ${reach - 1} others; ${standing(given)}`,
    cause:
      "Enough validators run, but they do not find each other: wrong keys or lists, addresses, ports or a firewall.",
    cure: `Mend what the findings about the single nodes say, then ${RESTART_ALL}`,
  };
}

function notBegun(given: Case): Told {
  return {
    name: "not-begun",
    evidence: `${turnout(given)}; ${standing(given)}`,
    cause: "No block was sealed yet: the validators were started a moment ago, or long after each other.",
    cure: `Look again a minute after the last one was started; if it stays so, ${RESTART_ALL}`,
  };
}

function roundsApart(given: Case): Told {
  return {
    name: "rounds-apart",
    evidence: `${turnout(given)}; ${standing(given)}`,
    cause:
      "Enough validators run, but not in the same round: each failed round lasts twice as long as the one before.",
    cure: `Wait up to ${lasting(headAge(given.second) ?? 0)}, or ${RESTART_ALL}`,
  };
}

function turnout(given: Case): string {
  const { listed: count, quorum, up } = strength(given);
  return `${up.length} of ${count} validators run, quorum ${quorum}`;
}

function standing(given: Case): string {
  const ready = given.second.nodes.filter((node) => node.ready).length;
  const deceived = ready === 0 ? "" : `; ${ready} nodes call themselves ready all the same`;
  const age = headAge(given.second);
  if (age === undefined) return `no block after block 0${deceived}`;
  const { round, wait } = roundAfter(age, rhythmOf(given.second).timeout);
  const height = heightOfReference(given.second);
  return `block ${height} is ${lasting(age)} old, the validators are about in round ${round}, which lasts ${lasting(wait)}${deceived}`;
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
