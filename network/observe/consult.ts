import type { NetworkPlan } from "../bundle/plan.ts";
import type { AskOptions } from "./ask.ts";
import { diagnose } from "./diagnose.ts";
import { type Case, rhythmOf } from "./examine/case.ts";
import type { Finding } from "./finding.ts";
import { observe } from "./observe.ts";
import type { Target } from "./targets.ts";
import { readTransitions } from "./transitions.ts";
import { readWaiting } from "./waiting.ts";

/** Block periods between the two looks. */
const PERIODS_BETWEEN = 3;

/** How time is told and passed. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** Whom to examine, and how. */
export interface Consultation {
  readonly plan: NetworkPlan | undefined;
  /** The bundle's folder; nothing where only URLs are known. */
  readonly folder: string | undefined;
  readonly targets: readonly Target[];
  readonly options: AskOptions;
  readonly time: Time;
}

/** What was seen, and what is wrong with it. */
export interface Diagnosis {
  readonly given: Case;
  readonly findings: readonly Finding[];
}

/** Looks at a network twice, some block periods apart, and says what is wrong with it. */
export async function consult({ plan, folder, targets, options, time }: Consultation): Promise<Diagnosis> {
  const first = await observe(plan, targets, options, time.now);
  await time.wait(PERIODS_BETWEEN * rhythmOf(first).period * 1000);
  const second = await observe(plan, targets, options, time.now);
  const [waiting, transitions] = await Promise.all([
    readWaiting(second, options),
    folder === undefined ? [] : readTransitions(folder, second.reference?.target.url, options),
  ]);
  const given: Case = { first, second, waiting, transitions };
  return { given, findings: diagnose(given) };
}
