import { mayFail, quorumOf } from "../quorum.ts";
import { addressOf, headAge } from "./examine/case.ts";
import type { Observation } from "./observe.ts";
import type { NodeObservation } from "./probe.ts";

/** A node as it stands. What it does not tell is left out. */
export interface NodeStatus {
  name: string;
  /** Why it could not be asked. */
  unreachable?: string | undefined;
  height?: number | undefined;
  hash?: string | undefined;
  peers?: number | undefined;
  syncing?: boolean | undefined;
  /** Seconds since its head was dated, by this machine's clock; nothing at block 0. */
  headAgeSeconds?: number | undefined;
  /** Transactions that wait there, and those of them that were sent to it. */
  pool?: { total: number; local?: number | undefined } | undefined;
  /** Whether it is a validator of the next block; otherwise the seat it was planned with. */
  seat?: string | undefined;
  /** Blocks that it proposed among the last 100, and the last of them. */
  proposed?: number | undefined;
  lastProposed?: number | undefined;
}

/** A network as it stands. */
export interface NetworkStatus {
  chainId?: number | undefined;
  height?: number | undefined;
  /** Validators of the next block, ascending; left out where nobody tells. */
  validators?: readonly string[] | undefined;
  quorum?: number | undefined;
  /** Validators that may be down without the chain standing still. */
  mayFail?: number | undefined;
  /** Seconds between blocks, over the last 20. */
  averageGapSeconds?: number | undefined;
  longestGapSeconds?: number | undefined;
  /** Share of the gas limit that the last 20 blocks used, in percent. */
  gasUsedPercent?: number | undefined;
  transactions?: number | undefined;
  nodes: NodeStatus[];
}

/** Sums up what was seen. */
export function statusOf(observation: Observation): NetworkStatus {
  const { reference, recent } = observation;
  const validators = reference?.validators.value;
  const gaps = recent
    .slice(1)
    .map(({ timestamp }, index) => timestamp - (recent[index]?.timestamp ?? timestamp));
  const counted = recent.slice(1);
  const limit = sum(counted.map(({ gasLimit }) => gasLimit));
  return {
    chainId: reference?.chainId,
    height: reference?.head?.number,
    validators,
    quorum: validators && quorumOf(validators.length),
    mayFail: validators && mayFail(validators.length),
    averageGapSeconds: gaps.length === 0 ? undefined : rounded(sum(gaps) / gaps.length),
    longestGapSeconds: gaps.length === 0 ? undefined : Math.max(...gaps),
    gasUsedPercent:
      limit === 0 ? undefined : rounded((100 * sum(counted.map(({ gasUsed }) => gasUsed))) / limit),
    transactions: sum(counted.map(({ transactions }) => transactions)),
    nodes: observation.nodes.map((node) => nodeStatus(node, observation)),
  };
}

function nodeStatus(node: NodeObservation, observation: Observation): NodeStatus {
  const { target, fault, head, peerCount, syncing, pool } = node;
  const validators = observation.reference?.validators.value;
  const address = addressOf(node) ?? target.node?.address.toLowerCase();
  const proposals = observation.reference?.proposals?.find((record) => record.address === address);
  const sits = address !== undefined && validators?.includes(address);
  return {
    name: target.name,
    unreachable: fault?.message,
    height: head?.number,
    hash: head?.hash,
    peers: peerCount,
    syncing,
    headAgeSeconds: headAge({ at: observation.at, reference: node }),
    pool: pool && { total: pool.total, local: pool.local },
    seat: sits ? "validator" : target.node?.seat === "validator" && validators ? "none" : target.node?.seat,
    proposed: proposals?.blocks,
    lastProposed: proposals?.last,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}
