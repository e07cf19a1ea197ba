import type { Measurement, Quantiles } from "../../network/load/measure.ts";
import { record, table } from "./output.ts";

/** What was run, by name. */
type Setting = Readonly<Record<string, unknown>>;

/** What a run is told of in words and figures. */
export function describeLoad(setting: Setting, figures: Measurement): string {
  const { failures, notes, isValid } = figures;
  const causes = failures.map(({ kind, count, name, why }) => [kind, count, name, why]);
  return [
    record({
      ...setting,
      offered: `${figures.offeredPerSecond} per second`,
      achieved: `${figures.achievedPerSecond.toFixed(1)} per second`,
      submitted: figures.submitted,
      accepted: figures.accepted,
      refused: figures.refused,
      unanswered: figures.unanswered,
      included: figures.included,
      reverted: figures.reverted,
      waiting: figures.waiting,
      lost: `${figures.lost}, after ${figures.drainedSeconds.toFixed(0)} s of waiting`,
      latency: quantiles(figures.latencyMs),
      answer: quantiles(figures.answerMs),
      blocks: `${figures.blocks}, apart ${seconds(figures.blockGapMs.average)} on average, ${seconds(figures.blockGapMs.max)} at most`,
      "in a block": `${figures.transactionsPerBlock.average.toFixed(0)} transactions on average, ${figures.transactionsPerBlock.max} at most`,
      gas: `${megagas(figures.gasPerBlock.average)} a block on average, ${megagas(figures.gasPerBlock.max)} at most, ${megagas(figures.blockGasLimit)} allowed`,
      "this client": `late by ${quantiles(figures.lagMs)}; busy ${(100 * figures.clientBusy).toFixed(0)} %; signed ${figures.signedPerSecond.toFixed(0)} per second beforehand`,
      valid: isValid ? "yes" : "no",
    }),
    ...(causes.length === 0 ? [] : [table(["what failed", "count", "name", "why"], causes)]),
    ...notes,
  ].join("\n\n");
}

function quantiles(found: Quantiles | undefined): string {
  if (found === undefined) return "";
  const { p50, p95, p99, max } = found;
  return `p50 ${seconds(p50)}, p95 ${seconds(p95)}, p99 ${seconds(p99)}, max ${seconds(max)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function megagas(gas: number): string {
  return `${(gas / 1e6).toFixed(1)}M`;
}
