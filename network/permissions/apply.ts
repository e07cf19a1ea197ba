import { explainError } from "@guildhall/sdk/errors";
import type { Ask } from "../observe/ask.ts";
import type { Target } from "../observe/targets.ts";
import { type Drift, driftOf, requireNoCollapse } from "./drift.ts";
import { changeList, isDisabled, isFixed, type ListName, readList } from "./lists.ts";
import type { Wanted } from "./wanted.ts";

/** What came of one list of one node. */
export interface ListOutcome {
  /**
   * `agreed`: nothing (more) to do. `drift`: it differs still. `off`: the node has no such list and lets everyone in.
   * `foreign`: another member's node, which is not asked.
   */
  readonly state: "agreed" | "drift" | "off" | "unreachable" | "foreign";
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** What is missing and too much now. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  /** Static nodes, which the running node keeps whatever it is asked. */
  readonly fixed: readonly string[];
  /** Why it is not as it should be. */
  readonly reason?: string | undefined;
}

/** What came of one node. */
export interface NodeOutcome {
  readonly name: string;
  readonly nodes: ListOutcome;
  readonly accounts: ListOutcome;
}

/** How lists may be changed. */
export interface ApplyOptions {
  /** Only look. */
  readonly dryRun: boolean;
  /** Take more than half off a list if need be. */
  readonly allowShrink: boolean;
}

const UNTOUCHED = { added: [], removed: [], missing: [], extra: [], fixed: [] } as const;

/** Brings both lists of a node to what is wanted: what is missing first, then what is too much. Never throws. */
export async function applyTo(
  target: Target,
  ask: Ask | undefined,
  wanted: Wanted,
  options: ApplyOptions,
): Promise<NodeOutcome> {
  const one = (list: ListName): Promise<ListOutcome> | ListOutcome =>
    ask === undefined
      ? {
          ...UNTOUCHED,
          state: "foreign",
          reason: "its JSON-RPC is not known here: its member runs an agent of its own",
        }
      : applyList(target.name, ask, list, wanted[list], options);
  const [nodes, accounts] = await Promise.all([one("nodes"), one("accounts")]);
  return { name: target.name, nodes, accounts };
}

async function applyList(
  node: string,
  ask: Ask,
  list: ListName,
  wanted: readonly string[],
  { dryRun, allowShrink }: ApplyOptions,
): Promise<ListOutcome> {
  const held = await readList(ask, list);
  if (isDisabled(held)) return { ...UNTOUCHED, state: "off", reason: "the node runs without this list" };
  if (held.fault !== undefined) return { ...UNTOUCHED, state: "unreachable", reason: held.fault.message };
  const drift = driftOf(held.value, wanted);
  if (drift.missing.length + drift.extra.length === 0) return { ...UNTOUCHED, state: "agreed" };
  try {
    requireNoCollapse(node, list, drift, held.value, allowShrink);
  } catch (error) {
    const { why, remedy } = explainError(error);
    return { ...UNTOUCHED, ...drift, state: "drift", reason: `${why} ${remedy}` };
  }
  if (dryRun) return { ...UNTOUCHED, ...drift, state: "drift" };
  return change(ask, list, drift, wanted);
}

/** The list is read again afterwards: what counts is what it holds then. */
async function change(
  ask: Ask,
  list: ListName,
  { missing, extra }: Drift,
  wanted: readonly string[],
): Promise<ListOutcome> {
  const refusals = await add(ask, list, missing);
  const fixed: string[] = [];
  // One by one, since a single static node among them would make the node refuse them all.
  for (const entry of extra) {
    const answer = await changeList(ask, list, "remove", [entry]);
    if (isFixed(answer)) fixed.push(entry);
    else if (answer.fault !== undefined) refusals.push(answer.fault.message);
  }
  const held = await readList(ask, list);
  if (held.fault !== undefined) return { ...UNTOUCHED, state: "unreachable", reason: held.fault.message };
  const left = driftOf(held.value, wanted);
  const isLeft = left.missing.length + left.extra.length > 0;
  return {
    state: isLeft ? "drift" : "agreed",
    added: missing.filter((entry) => !left.missing.includes(entry)),
    removed: extra.filter((entry) => !left.extra.includes(entry)),
    ...left,
    fixed,
    reason: isLeft ? reasonOf(refusals, fixed) : undefined,
  };
}

/** All in one request; where the node refuses that, one by one, so that one bad entry keeps no other out. */
async function add(ask: Ask, list: ListName, missing: readonly string[]): Promise<string[]> {
  if (missing.length === 0) return [];
  const { fault } = await changeList(ask, list, "add", missing);
  if (fault?.kind !== "refused") return fault === undefined ? [] : [fault.message];
  const refusals: string[] = [];
  for (const entry of missing) {
    const { fault: own } = await changeList(ask, list, "add", [entry]);
    if (own !== undefined) refusals.push(`${entry}: ${own.message}`);
  }
  return refusals;
}

function reasonOf(refusals: readonly string[], fixed: readonly string[]): string | undefined {
  const reasons = [...new Set(refusals)];
  if (fixed.length > 0) {
    reasons.push(
      `${fixed.join(", ")}: static nodes stay while the node runs; take them out of static-nodes.json and of the node's ` +
        "permissions file, then restart it",
    );
  }
  return reasons.length === 0 ? undefined : reasons.join("; ");
}
