import type { LoadRun } from "./run.ts";
import { type Answer, type Cause, fateOf, type LoadTransaction, type SeenBlock } from "./transaction.ts";

/** Share of the load's duration by which departures may be late before the client, not the chain, was measured. */
export const LAG_LIMIT = 0.1;

/** Quantiles of durations in milliseconds, by nearest rank. */
export interface Quantiles {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Average and maximum. */
export interface Spread {
  average: number;
  max: number;
}

/** How often something failed, and why. */
export interface Failure extends Cause {
  /** Refused by the node, left without an answer, or mined without effect. */
  kind: "refused" | "unanswered" | "reverted";
  count: number;
}

/** The figures of a load. */
export interface Measurement {
  /** Transactions that left the client. */
  submitted: number;
  /** Those that the node took (answered with a hash). */
  accepted: number;
  refused: number;
  /** Those to which the node said nothing, so that it may have them or not. */
  unanswered: number;
  /** Those seen in a block, whatever was answered. */
  included: number;
  /** Those among the included whose call failed. */
  reverted: number;
  /** Not included at the end, but still held by their node. */
  waiting: number;
  /** Accepted, yet at the end neither in a block nor held by their node. */
  lost: number;
  failures: Failure[];
  /** Transactions per second that were due. */
  offeredPerSecond: number;
  /** Included per second, from when the first was due until the last was seen in a block. */
  achievedPerSecond: number;
  /** From when one was due until the client saw its block; of the included. */
  latencyMs: Quantiles | undefined;
  /** From when one was due until the node had answered. */
  answerMs: Quantiles | undefined;
  blocks: number;
  /** Between the arrival of two blocks; the first counts from the start. */
  blockGapMs: Spread;
  transactionsPerBlock: Spread;
  gasPerBlock: Spread;
  blockGasLimit: number;
  /** How late transactions left the client. */
  lagMs: Quantiles;
  signedPerSecond: number;
  /** Share of the time, from 0 to 1, for which the client was busy while sending. */
  clientBusy: number;
  drainedSeconds: number;
  /** Whether the chain was measured rather than the client. */
  isValid: boolean;
  /** What the figures do not say by themselves. */
  notes: string[];
}

/**
 * The value that at least `percent` of the values do not exceed, by nearest rank: of n ascending values the one at place
 * ceil(percent / 100 * n), counted from 1. No value is made up between two others.
 *
 * @param ascending Not empty.
 * @param percent Above 0, up to 100.
 */
export function percentile(ascending: ArrayLike<number>, percent: number): number {
  return ascending[Math.ceil((percent / 100) * ascending.length) - 1] as number;
}

/** Makes the figures of a run. */
export function measure(run: LoadRun): Measurement {
  const { transactions, blocks } = run;
  const included = transactions.filter(({ inclusion }) => inclusion !== undefined);
  const fates = countBy(transactions, fateOf);
  const verdicts = countBy(transactions, verdictOn);
  const sealed = blocksOfLoad(blocks);
  const lagMs = quantiles(transactions.map(({ scheduledAt, issuedAt = 0 }) => issuedAt - scheduledAt));
  const figures = {
    submitted: transactions.length,
    accepted: verdicts.get("accepted") ?? 0,
    refused: verdicts.get("refused") ?? 0,
    unanswered: verdicts.get("unanswered") ?? 0,
    included: included.length,
    reverted: fates.get("reverted") ?? 0,
    waiting: fates.get("waiting") ?? 0,
    lost: fates.get("lost") ?? 0,
    failures: failuresOf(transactions),
    offeredPerSecond: run.tps,
    achievedPerSecond: (1000 * included.length) / Math.max(latest(included), 1),
    latencyMs: quantilesIfAny(
      included.map(({ scheduledAt, inclusion }) => (inclusion?.at ?? 0) - scheduledAt),
    ),
    answerMs: quantilesIfAny(
      transactions.flatMap(({ scheduledAt, answer }) =>
        answer === undefined ? [] : answer.at - scheduledAt,
      ),
    ),
    blocks: sealed.length,
    blockGapMs: spread(sealed.map(({ at }, index) => at - (sealed[index - 1]?.at ?? 0))),
    transactionsPerBlock: spread(sealed.map((block) => block.transactions)),
    gasPerBlock: spread(sealed.map(({ gasUsed }) => gasUsed)),
    blockGasLimit: sealed.at(-1)?.gasLimit ?? 0,
    lagMs,
    signedPerSecond: run.signedPerSecond,
    clientBusy: run.busy,
    drainedSeconds: run.drainedSeconds,
    isValid: lagMs.max <= LAG_LIMIT * 1000 * run.seconds,
  };
  return { ...figures, notes: notesOn(figures, sealed) };
}

/** Those up to the last that holds one of the load; all if none does. */
export function blocksOfLoad(blocks: readonly SeenBlock[]): readonly SeenBlock[] {
  const last = blocks.findLastIndex(({ ours }) => ours > 0);
  return last === -1 ? blocks : blocks.slice(0, last + 1);
}

/** One that is in a block was accepted, whatever was answered: a development chain mines what fails and answers with the reason. */
function verdictOn({ inclusion, answer }: LoadTransaction): Answer["verdict"] {
  return inclusion === undefined ? (answer?.verdict ?? "unanswered") : "accepted";
}

function countBy<Key>(
  transactions: readonly LoadTransaction[],
  keyOf: (transaction: LoadTransaction) => Key,
): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>();
  for (const transaction of transactions) {
    const key = keyOf(transaction);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function failuresOf(transactions: readonly LoadTransaction[]): Failure[] {
  const failures = new Map<string, Failure>();
  for (const transaction of transactions) {
    const found = failureOf(transaction);
    if (found === undefined) continue;
    const [kind, cause] = found;
    const key = `${kind} ${cause.name} ${cause.why}`;
    const failure = failures.get(key) ?? { kind, ...cause, count: 0 };
    failure.count++;
    failures.set(key, failure);
  }
  return [...failures.values()].sort((a, b) => b.count - a.count);
}

function failureOf({ inclusion, reverted, answer }: LoadTransaction): [Failure["kind"], Cause] | undefined {
  if (reverted !== undefined) return ["reverted", reverted];
  if (inclusion !== undefined || answer === undefined || answer.verdict === "accepted") return undefined;
  return [answer.verdict, answer.cause];
}

function notesOn(
  { isValid, lagMs, lost, waiting }: Omit<Measurement, "notes">,
  blocks: readonly SeenBlock[],
): string[] {
  const fee = blocks.reduce((most, { baseFee }) => Math.max(most, baseFee), 0);
  return [
    ...(isValid
      ? []
      : [
          `Not valid: transactions left up to ${Math.round(lagMs.max)} ms late, so the client was measured. Offer less.`,
        ]),
    ...(lost > 0 && waiting > 0
      ? ["Some wait behind a lost one of the same account, and will not be mined until its nonce is used."]
      : []),
    ...(fee > 0
      ? [
          `The base fee rose to ${fee} wei in full blocks: this chain is not free under load, and accounts without balance stop.`,
        ]
      : []),
  ];
}

function latest(included: readonly LoadTransaction[]): number {
  return included.reduce((last, { inclusion }) => Math.max(last, inclusion?.at ?? 0), 0);
}

function quantilesIfAny(values: readonly number[]): Quantiles | undefined {
  return values.length === 0 ? undefined : quantiles(values);
}

function quantiles(values: readonly number[]): Quantiles {
  const ascending = Float64Array.from(values).sort();
  const [p50, p95, p99, max] = [50, 95, 99, 100].map((percent) => percentile(ascending, percent));
  return { p50, p95, p99, max } as Quantiles;
}

function spread(values: readonly number[]): Spread {
  if (values.length === 0) return { average: 0, max: 0 };
  const sum = values.reduce((total, value) => total + value, 0);
  return { average: sum / values.length, max: values.reduce((most, value) => Math.max(most, value), 0) };
}
