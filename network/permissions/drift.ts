import { GuildhallError } from "@guildhall/sdk/errors";
import { canonical, type ListName } from "./lists.ts";

/** How a list differs from what it should hold. */
export interface Drift {
  /** Entries to add, in canonical spelling. */
  readonly missing: readonly string[];
  /** Entries to take off, as the node spells them. */
  readonly extra: readonly string[];
}

/** A change would take more off a list than is likely meant. */
export class ShrinkRefused extends GuildhallError {
  override readonly name = "ShrinkRefused";
  constructor(node: string, list: ListName, removed: number, held: number) {
    const all = removed === held;
    super(
      `${removed} of the ${held} ${list} on the list of ${node} would go${all ? ", which is all of them" : ", more than half"}; the list was left as it is.`,
      all
        ? "Look whether this is the right network (`node list`, `member list`); a list is never replaced as a whole."
        : "Look at them with --dry-run; if they are to go, repeat with --allow-shrink.",
      { node, list, removed, held },
    );
  }
}

/** Compares a list with what it should hold, whatever the spelling. */
export function driftOf(held: readonly string[], wanted: readonly string[]): Drift {
  const has = new Set(held.map(canonical));
  const wants = new Set(wanted);
  return {
    missing: wanted.filter((entry) => !has.has(entry)),
    extra: held.filter((entry) => !wants.has(canonical(entry))),
  };
}

/**
 * Refuses to take everything off a list, or more than half unless that is allowed.
 *
 * @throws ShrinkRefused
 */
export function requireNoCollapse(
  node: string,
  list: ListName,
  { extra }: Drift,
  held: readonly string[],
  allowShrink: boolean,
): void {
  const isAll = extra.length === held.length;
  const isMost = 2 * extra.length > held.length;
  if (extra.length > 0 && (isAll || (isMost && !allowShrink)))
    throw new ShrinkRefused(node, list, extra.length, held.length);
}
