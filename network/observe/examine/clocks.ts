import { type Finding, NETWORK } from "../finding.ts";
import { type Case, headAge, isMoving, isQbft, rhythmOf } from "./case.ts";

/** Clocks are read to a second and over a network; less than this proves nothing. A block is refused from 1 s ahead. */
const LEEWAY_SECONDS = 3;

/** Clocks that are apart: this machine's, the nodes', and the one by which blocks are dated. */
export function examineClocks(given: Case): Finding[] {
  return [...blocksAgainstHere(given), ...nodesAgainstHere(given)];
}

function blocksAgainstHere(given: Case): Finding[] {
  const age = headAge(given.second);
  if (!isQbft(given) || age === undefined) return [];
  const ahead = age < -LEEWAY_SECONDS;
  // A head that is moving at its usual pace cannot be old, unless the clocks disagree.
  const late = isMoving(given) && isSteady(given) && age > 2 * rhythmOf(given.second).period + LEEWAY_SECONDS;
  if (!ahead && !late) return [];
  return [
    {
      name: "clock-skew",
      severity: "broken",
      where: NETWORK,
      evidence: `the head is dated ${Math.abs(age)} s ${ahead ? "ahead of" : "before"} this machine's clock`,
      cause: ahead
        ? "The validators' clocks are ahead, or this machine's is behind."
        : "Blocks come at their usual pace but are dated in the past: this machine's clock is ahead, or the validators' are behind.",
      cure: "Set all clocks by NTP (chrony); a block dated more than 1 s ahead of a validator's clock is refused.",
      runbook: "read-the-doctor",
    },
  ];
}

function isSteady(given: Case): boolean {
  const latest = given.second.recent.slice(-4);
  const { period } = rhythmOf(given.second);
  return latest.every(
    ({ timestamp }, index) => timestamp - (latest[index - 1]?.timestamp ?? timestamp) <= period,
  );
}

function nodesAgainstHere({ second: { nodes } }: Case): Finding[] {
  return nodes
    .filter(({ clockAheadMs = 0 }) => Math.abs(clockAheadMs) > LEEWAY_SECONDS * 1000)
    .map(({ target, clockAheadMs = 0 }) => ({
      name: "clock-skew",
      severity: "broken",
      where: target.name,
      evidence: `its clock is ${Math.round(Math.abs(clockAheadMs) / 1000)} s ${clockAheadMs > 0 ? "ahead of" : "behind"} this machine's`,
      cause: "The clock of the node or of this machine is wrong; others refuse blocks that are dated ahead.",
      cure: "Set both by NTP (chrony).",
      runbook: "read-the-doctor",
    }));
}
