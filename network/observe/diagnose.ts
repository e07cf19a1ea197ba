import type { Case, Examination } from "./examine/case.ts";
import { examineClocks } from "./examine/clocks.ts";
import { examineFees } from "./examine/fees.ts";
import { examineIdentity } from "./examine/identity.ts";
import { examinePeers } from "./examine/peers.ts";
import { examinePermissions } from "./examine/permissions.ts";
import { examinePool } from "./examine/pool.ts";
import { examineProgress } from "./examine/progress.ts";
import { examineReach } from "./examine/reach.ts";
import { examineReadiness } from "./examine/readiness.ts";
import { examineTransitions } from "./examine/transitions.ts";
import { examineValidators } from "./examine/validators.ts";
import { type Finding, SEVERITIES } from "./finding.ts";

/** In the order in which findings of one severity are told: what explains others comes first. */
const examinations: readonly Examination[] = [
  examineTransitions,
  examineValidators,
  examineIdentity,
  examineProgress,
  examineReach,
  examinePeers,
  examineClocks,
  examinePool,
  examinePermissions,
  examineFees,
  examineReadiness,
];

/** Everything that is wrong, worst first. Pure: the same case gives the same findings. */
export function diagnose(given: Case): Finding[] {
  const findings = examinations.flatMap((examine) => examine(given));
  return findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
