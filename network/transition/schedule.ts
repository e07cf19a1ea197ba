import { formatInstant, parseUntil } from "@guildhall/sdk";
import type { Transition } from "../genesis/besu.ts";
import { appendTransition, type Change, hasTransition, readRules } from "./append.ts";
import { TransitionRefused } from "./error.ts";

/** Seconds that all members have to install a changed file and restart their nodes, unless they agree on others. */
export const LEAD_SECONDS = 600;

/** Least seconds that they can agree on: one restart takes ten. */
export const SHORTEST_LEAD_SECONDS = 60;

/** Against what a time is held. */
export interface Notice {
  /** Seconds since 1970. */
  now: number;
  /** Seconds that all members need to restart their nodes. */
  leadSeconds: number;
}

/** Latest time of a transition, seconds since 1970; far enough for any plan. */
const LATEST = 2 ** 33;

/**
 * Reads when rules shall change, as seconds since 1970.
 *
 * @param text An instant with its zone, or a day, meaning its end in UTC.
 * @throws TransitionRefused for a block number, and for anything that is no time.
 */
export function parseStart(text: string): number {
  if (/^\d+$/.test(text)) {
    throw new TransitionRefused(
      `"${text}" reads as a block number. On a chain with Shanghai or later the field that holds it is a Unix time: ` +
        "the change would have been in force at once, from block 1 on, and nodes with the changed file would have " +
        "refused the blocks of those without.",
      "Give the time from which the change shall hold, in UTC, such as 2031-12-31T12:00:00Z.",
    );
  }
  try {
    return parseUntil(text);
  } catch (error) {
    throw new TransitionRefused(
      `"${text}" ${(error as Error).message}.`,
      "Give an instant with its zone, such as 2031-12-31T12:00:00Z.",
    );
  }
}

/**
 * Refuses a time that leaves members no time to install the file. A node that gets it later follows the old rules from
 * there on and parts from the others.
 *
 * @param at When the rules change, seconds since 1970.
 * @throws TransitionRefused
 */
function requireLead(at: number, { now, leadSeconds }: Notice): void {
  if (at >= now + leadSeconds && at <= LATEST) return;
  const when = at > LATEST ? "lies too far away" : at <= now ? "lies in the past" : "is too near";
  throw new TransitionRefused(
    `${formatInstant(at)} ${when}; now is ${formatInstant(now)}. Every node must be restarted with the changed file ` +
      "before that time: those without it go on by the old rules and part from the others.",
    `Give a time from ${formatInstant(now + leadSeconds)} on, ${leadSeconds} seconds ahead at least; better a day.`,
  );
}

/**
 * Dates a change of rules into a bundle's genesis file; a change that stands there already is left as it is.
 *
 * @throws TransitionRefused when the time is past or too near, or the change would harm the chain.
 */
export async function scheduleTransition(
  folder: string,
  transition: Transition,
  notice: Notice,
): Promise<Change> {
  const { genesis } = await readRules(folder);
  if (!hasTransition(genesis, transition)) requireLead(transition.block, notice);
  return appendTransition(folder, transition);
}
