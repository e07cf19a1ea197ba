import { formatInstant } from "@guildhall/sdk";
import { type Finding, NETWORK } from "../finding.ts";
import { type Case, headAge, isStalled } from "./case.ts";
import { lasting, listed } from "./words.ts";

/** Changes of the validator contract that are in the bundle's genesis file but have not come about. */
export function examineTransitions(given: Case): Finding[] {
  const head = given.second.reference?.head;
  if (head === undefined) return [];
  const past = given.transitions.filter(({ at }) => at <= head.timestamp).at(-1);
  const ahead = given.transitions.find(({ at }) => at > head.timestamp);
  return [
    ...(past?.validators === undefined ? [] : missing(given, past.at, past.validators)),
    ...(ahead === undefined || ahead.at * 1000 > given.second.at || !isStalled(given)
      ? []
      : [overdue(given, ahead.at)]),
  ];
}

function missing({ second }: Case, at: number, validators: readonly string[]): Finding[] {
  return second.nodes
    .filter(({ validators: own }) => own.value !== undefined && !sameList(own.value, validators))
    .map(({ target, validators: own }) => ({
      name: "transition-missing",
      severity: "broken",
      where: target.name,
      evidence: `since ${formatInstant(at)} the list should be ${listed([...validators])}; this node reads ${listed([...(own.value ?? [])])}`,
      cause: "The node was not restarted with the genesis file that holds this transition.",
      cure: "Give it the genesis file of this bundle (compare the SHA-256) and restart it.",
      runbook: "rescue-transition",
    }));
}

function overdue({ second }: Case, at: number): Finding {
  return {
    name: "transition-overdue",
    severity: "broken",
    where: NETWORK,
    evidence: `planned for ${formatInstant(at)}, but the head is ${lasting(headAge(second) ?? 0)} old and dated before it`,
    cause:
      "The chain stood still before the transition, and only a block dated after it would bring it about.",
    cure: "Date the transition at exactly the time of the head, in the file of every node, then restart all.",
    runbook: "rescue-transition",
  };
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join() === [...b].sort().join();
}
