import { formatInstant, parseUntil } from "@guildhall/sdk";
import type { Transition } from "../genesis/besu.ts";
import { appendTransition, type Change, hasTransition, readRules } from "./append.ts";
import { TransitionRefused } from "./error.ts";

/** Seconds that all members have at least to install a changed file and restart their nodes. */
export const LEAD_SECONDS = 600;

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
 * @param now Seconds since 1970.
 * @throws TransitionRefused
 */
function requireLead(at: number, now: number): void {
  if (at >= now + LEAD_SECONDS && at <= LATEST) return;
  const when = at > LATEST ? "lies too far away" : at <= now ? "lies in the past" : "is too near";
  throw new TransitionRefused(
    `${formatInstant(at)} ${when}; now is ${formatInstant(now)}. Every node must be restarted with the changed file ` +
      "before that time: those without it go on by the old rules and part from the others.",
    `Give a time from ${formatInstant(now + LEAD_SECONDS)} on, ${LEAD_SECONDS / 60} minutes ahead at least; better a day.`,
  );
}

/**
 * Dates a change of rules into a bundle's genesis file; a change that stands there already is left as it is.
 *
 * @param now Seconds since 1970.
 * @throws TransitionRefused when the time is past or too near, or the change would harm the chain.
 */
export async function scheduleTransition(
  folder: string,
  transition: Transition,
  now: number,
): Promise<Change> {
  const { genesis } = await readRules(folder);
  if (!hasTransition(genesis, transition)) requireLead(transition.block, now);
  return appendTransition(folder, transition);
}
