import type { NetworkPlan } from "../bundle/plan.ts";
import { type AskOptions, asker } from "../observe/ask.ts";
import type { Target } from "../observe/targets.ts";
import { type ApplyOptions, applyTo, type NodeOutcome } from "./apply.ts";
import { registerReader } from "./register.ts";
import { findSource } from "./source.ts";
import { wantedLists } from "./wanted.ts";

/** Whose lists are kept, and how. */
export interface AgentOptions extends ApplyOptions {
  readonly plan: NetworkPlan | undefined;
  readonly targets: readonly Target[];
  /** Accounts that act for no member; asked for anew at each pass. */
  readonly guests: () => Promise<readonly string[]>;
  readonly asking: AskOptions;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What one pass over all nodes saw and did. */
export interface Pass {
  /** Node at which the register was read, and how many entries its log had. */
  readonly source: string;
  readonly entries: bigint;
  /** How many entries the lists should have. */
  readonly wanted: { readonly nodes: number; readonly accounts: number };
  /** Registered nodes that no list can hold, since their endpoint is no IP address and port. */
  readonly leftOut: readonly string[];
  readonly outcomes: readonly NodeOutcome[];
}

/**
 * The permission agent. Each pass reads the register and brings the lists of every node in line with it; it keeps nothing
 * between passes that it could not read again, so it may be stopped at any time and may run twice.
 *
 * @returns A function that makes one pass. It throws, and has changed nothing then, when the register cannot be trusted:
 * RegisterUnusable, BadGuest, LogBroken.
 */
export function permissionAgent(options: AgentOptions): () => Promise<Pass> {
  const { plan, targets, guests, asking, now } = options;
  const readRegister = registerReader();
  return async () => {
    const source = await findSource(targets, asking, plan?.chainId, now());
    const [{ state, at }, invited] = await Promise.all([readRegister(source), guests()]);
    const wanted = wantedLists(state, plan, invited, at);
    const outcomes = targets.map((target) =>
      applyTo(target, target.url === undefined ? undefined : asker(target.url, asking), wanted, options),
    );
    return {
      source: source.name,
      entries: state.sequence,
      wanted: { nodes: wanted.nodes.length, accounts: wanted.accounts.length },
      leftOut: wanted.leftOut,
      outcomes: await Promise.all(outcomes),
    };
  };
}

/** Whether every list that this bundle's holder can reach is as the register has it. */
export function isSettled({ outcomes }: Pass): boolean {
  return outcomes.every(({ nodes, accounts }) =>
    [nodes, accounts].every(({ state }) => state === "agreed" || state === "foreign"),
  );
}
