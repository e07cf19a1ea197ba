import type { NettingCycle } from "@guildhall/sdk";
import type { AllianceState } from "@guildhall/sdk/consortium";
import { connectNetting, type Queue, readNetting, tokenAt } from "@guildhall/sdk/payments";
import { formatMoney, parseMoney } from "../../payments/money.ts";
import type { Numbers } from "../../payments/netting/batches.ts";
import { figuresOf } from "../../payments/netting/figures.ts";
import { readMeans } from "../../payments/netting/means.ts";
import { type Problem, problemOf, type Selection } from "../../payments/netting/problem.ts";
import { MODES, type Mode } from "../../payments/netting/solver.ts";
import type { Context } from "./context.ts";
import { TaskError } from "./failure.ts";
import { findMember } from "./members.ts";
import { table } from "./output.ts";

/** A currency that is netted. */
export interface NettedCurrency {
  readonly index: number;
  readonly currency: string;
  readonly token: string;
  format(amountMinor: bigint): string;
}

/** Netting as tasks work with it. */
export interface Netting {
  readonly netting: NettingCycle;
  readonly currencies: readonly NettedCurrency[];
}

/** The netting contract of the alliance and its currencies. */
export async function openNetting({ alliance }: Context): Promise<Netting> {
  const netting = await connectNetting(alliance);
  const listed = await netting.currencies();
  const currencies = await Promise.all(
    listed.map(async ({ token }, index) => {
      const currency = await tokenAt(alliance, token).currency();
      return { index, currency, token, format: (amount: bigint) => formatMoney(amount, currency) };
    }),
  );
  return { netting, currencies };
}

/** An amount as typed, in a currency that is netted. */
export function nettedAmount(
  { currencies }: Netting,
  text: string,
): NettedCurrency & { amountMinor: bigint; amount: string } {
  const { currency, amountMinor } = parseMoney(text);
  const netted = nettedCurrency(currencies, currency);
  return { ...netted, amountMinor, amount: netted.format(amountMinor) };
}

/** The netted currency of that code. */
export function nettedCurrency(currencies: readonly NettedCurrency[], code: string): NettedCurrency {
  const found = currencies.find(({ currency }) => currency === code);
  if (found !== undefined) return found;
  const known = currencies.map(({ currency }) => currency).join(", ");
  throw new TaskError(`${code} is not netted here.`, `The currencies of netting are ${known}.`);
}

/** What the members and currencies that a file names stand for. */
export function numbersIn(state: AllianceState, { currencies }: Netting): Numbers {
  return {
    member: (name) => findMember(state, name).id,
    currency: (code) => nettedCurrency(currencies, code).index,
  };
}

/** The queue that waits to be settled. */
export async function pendingQueue({ netting }: Netting): Promise<Queue> {
  const [cycle, { queues }] = await Promise.all([netting.pendingCycle(), readNetting(netting)]);
  const queue = queues.get(Number(cycle));
  if (cycle !== 0n && queue !== undefined) return queue;
  throw new TaskError(
    "No cycle waits to be settled.",
    "Obligations are settled after the cut-off of their cycle; `netting status` tells when that is.",
  );
}

/** A queue as the solvers take it, with the money and the standing of now. */
export async function openProblem(
  context: Context,
  { netting }: Netting,
  queue: Queue,
  exclude: readonly string[] = [],
): Promise<Problem> {
  const state = await context.readState();
  const excluded = exclude.map((name) => findMember(state, name).id);
  return problemOf(queue, await readMeans(netting, context.alliance.registry, queue, excluded));
}

/** How to look for a selection, as typed. */
export function parseMode(text: string | undefined): Mode {
  const mode = MODES.find((each) => each === (text ?? "optimal"));
  if (mode !== undefined) return mode;
  throw new TaskError(`--mode "${text}" is not known.`, `Give ${MODES.join(", ")}.`);
}

/** What a selection does in each currency, for machines and as a table. */
export function figuresView(
  { currencies }: Netting,
  problem: Problem,
  selection: Selection,
): { data: Record<string, unknown>[]; text: string } {
  const data = figuresOf(problem, selection).map((each) => {
    const format = currencies[each.currency]?.format ?? String;
    return {
      currency: currencies[each.currency]?.currency ?? "",
      queued: format(each.queuedMinor),
      settled: format(each.settledMinor),
      settledShare: each.settledShare,
      obligations: each.obligations,
      settledObligations: each.settledObligations,
      net: format(each.netMinor),
      ratio: each.ratio,
      savedShare: each.savedShare,
    };
  });
  const head = ["queued", "settled", "share", "obligations", "net", "gross : net", "liquidity saved"];
  const rows = data.map((each) => [
    each.queued,
    each.settled,
    percent(each.settledShare),
    `${each.settledObligations} of ${each.obligations}`,
    each.net,
    each.ratio === undefined ? "" : `${each.ratio.toFixed(1)} : 1`,
    percent(each.savedShare),
  ]);
  return { data, text: table(head, rows) };
}

/** A share as people read it. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
