import type { NetworkPlan, NodePlan } from "../../bundle/plan.ts";
import { mayFail, quorumOf } from "../../quorum.ts";
import type { Finding } from "../finding.ts";
import type { Observation } from "../observe.ts";
import { heightOf } from "../observe.ts";
import type { NodeObservation } from "../probe.ts";
import type { Transition } from "../transitions.ts";
import type { Waiting } from "../waiting.ts";

/** All that the doctor knows: two looks at the network, some block periods apart, and what waits in its pools. */
export interface Case {
  readonly first: Observation;
  readonly second: Observation;
  readonly waiting: Waiting;
  readonly transitions: readonly Transition[];
}

/** Tells from a case what is wrong in one respect. Pure. */
export type Examination = (given: Case) => Finding[];

const DEFAULT_PERIOD_SECONDS = 2;

/** Blocks that a node may be behind before it is worth a word. */
export const LEEWAY_BLOCKS = 3;

/** Times of consensus, in seconds. */
export function rhythmOf({ plan, nodes }: Observation): { period: number; timeout: number } {
  const qbft = nodes.find(({ identity }) => identity !== undefined)?.identity?.config.qbft;
  const { blockPeriodSeconds, requestTimeoutSeconds } = (qbft ?? {}) as Partial<NetworkPlan>;
  const period = plan?.blockPeriodSeconds ?? blockPeriodSeconds ?? DEFAULT_PERIOD_SECONDS;
  return { period, timeout: plan?.requestTimeoutSeconds ?? requestTimeoutSeconds ?? 2 * period };
}

/** Validators of the next block, duplicates included; nothing when nobody can read the list. */
export function validatorsOf({ second: { reference } }: Case): readonly string[] | undefined {
  return reference?.validators.value;
}

/** Whether this chain has consensus at all; development chains have none. */
export function isQbft({ second: { reference } }: Case): boolean {
  return reference !== undefined && reference.validators.fault?.kind !== "absent";
}

/** Seconds since the head was dated, by this machine's clock; nothing at block 0, whose date is not the time of its birth. */
export function headAge({ at, reference }: Pick<Observation, "at" | "reference">): number | undefined {
  const head = reference?.head;
  return head === undefined || head.number === 0 ? undefined : Math.round(at / 1000 - head.timestamp);
}

/** Whether the network's head moved between the two looks. */
export function isMoving({ first, second }: Case): boolean {
  const [before, after] = [first.reference, second.reference];
  return before !== undefined && after !== undefined && heightOf(after) > heightOf(before);
}

/**
 * Whether the chain stands still. As many validators as may fail, one after the other, cost timeout · (2^f − 1) at most;
 * one round more is allowed for, and the time of a block.
 */
export function isStalled(given: Case): boolean {
  const { period, timeout } = rhythmOf(given.second);
  const patience = period + timeout * (2 ** (mayFail(validatorsOf(given)?.length ?? 1) + 1) - 1);
  return isQbft(given) && !isMoving(given) && (headAge(given.second) ?? 0) > patience;
}

/** The address under which a node runs, if it tells; lower case. */
export function addressOf({ identity, target, fault }: NodeObservation): string | undefined {
  return identity?.address ?? (fault === undefined ? target.node?.address.toLowerCase() : undefined);
}

/** How a validator or node is called: by its name in the plan, or by its address. */
export function nameOf({ second }: Case, address: string): string {
  return planned(second.plan, address)?.name ?? address;
}

/** The node that the plan has under an address. */
export function planned(plan: NetworkPlan | undefined, address: string): NodePlan | undefined {
  return plan?.nodes.find((node) => node.address.toLowerCase() === address);
}

/** Addresses of nodes that run: they answer, or someone is connected with them. */
export function running({ second: { nodes } }: Case): ReadonlySet<string> {
  const answering = nodes.filter(({ fault }) => fault === undefined).map(addressOf);
  return new Set([...answering.filter((address) => address !== undefined), ...nodes.flatMap(peersOf)]);
}

function peersOf({ peers }: NodeObservation): readonly string[] {
  return peers ?? [];
}

/** Whether anyone tells whom it is connected with; without that, silence proves nothing. */
export function knowsPeers({ second: { nodes } }: Case): boolean {
  return nodes.some(({ peers }) => peers !== undefined);
}

/**
 * The most validators that any of them is connected with, itself counted; nothing when no validator tells its peers. With
 * fewer than a quorum in reach of everyone, none of them can agree with enough others.
 */
export function widestReach(given: Case): number | undefined {
  const validators = new Set(validatorsOf(given));
  const reaches = given.second.nodes.flatMap((node) => {
    const address = addressOf(node);
    if (node.peers === undefined || address === undefined || !validators.has(address)) return [];
    return [new Set([address, ...node.peers].filter((each) => validators.has(each))).size];
  });
  return reaches.length === 0 ? undefined : Math.max(...reaches);
}

/** How many make a quorum, and how many run. */
export function strength(given: Case): { listed: number; quorum: number; up: string[]; down: string[] } {
  const listed = validatorsOf(given) ?? [];
  const alive = running(given);
  const distinct = [...new Set(listed)];
  return {
    listed: listed.length,
    quorum: quorumOf(listed.length),
    up: distinct.filter((address) => alive.has(address)),
    down: distinct.filter((address) => !alive.has(address)),
  };
}

/** The same node in the first look. */
export function before({ first }: Case, { target }: NodeObservation): NodeObservation | undefined {
  return first.nodes.find((node) => node.target.name === target.name);
}

/** Whether a node was behind in the first look and took no block until the second, while the network went on. */
export function isFrozen(given: Case, node: NodeObservation): boolean {
  const earlier = before(given, node);
  if (node.head === undefined || earlier?.head === undefined || !isMoving(given)) return false;
  const wasBehind = heightOfReference(given.first) - earlier.head.number > LEEWAY_BLOCKS;
  return wasBehind && node.head.number === earlier.head.number;
}

/** Height of the network's head; -1 when there is none. */
export function heightOfReference({ reference }: Observation): number {
  return reference === undefined ? -1 : heightOf(reference);
}
