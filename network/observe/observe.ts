import { ValidatorSet__factory } from "@guildhall/sdk";
import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { toQuantity } from "ethers";
import type { NetworkPlan } from "../bundle/plan.ts";
import { type Answer, type Ask, type AskOptions, asker } from "./ask.ts";
import { type Block, blockOf } from "./block.ts";
import { type NodeObservation, probe } from "./probe.ts";
import type { Target } from "./targets.ts";

/** Blocks over which the rhythm is taken. */
const RECENT_BLOCKS = 20;

/** A network at one moment, as its nodes tell it. */
export interface Observation {
  /** Milliseconds since 1970, by this machine's clock. */
  readonly at: number;
  readonly plan: NetworkPlan | undefined;
  readonly nodes: readonly NodeObservation[];
  /** The node whose word is taken where one is enough: highest of those on the chain that most are on. */
  readonly reference: NodeObservation | undefined;
  /** The latest 21 blocks or fewer, ascending. */
  readonly recent: readonly Block[];
  /** Hashes at the reference of the heights at which other nodes stand. */
  readonly hashes: ReadonlyMap<number, string>;
  /** Validators as they were two turns of all of them ago; nothing on a younger chain. */
  readonly formerValidators: readonly string[] | undefined;
  /** Least number of validators that the contract allows. */
  readonly floor: number | undefined;
}

/**
 * Looks at all nodes at once and then at the chain through one of them.
 *
 * @param now Milliseconds since 1970 by this machine's clock, read anew at each call.
 */
export async function observe(
  plan: NetworkPlan | undefined,
  targets: readonly Target[],
  options: AskOptions,
  now: () => number,
): Promise<Observation> {
  const nodes = await Promise.all(targets.map((target) => probe(target, options, now)));
  const reference = referenceOf(nodes, plan?.chainId);
  const nothing = { recent: [], hashes: new Map(), formerValidators: undefined, floor: undefined };
  const chain = reference === undefined ? nothing : await readChain(reference, nodes, options);
  return { at: now(), plan, nodes, reference, ...chain };
}

/** Of those with a head on the chain meant, and among them on the commonest block 0, the highest. */
function referenceOf(
  nodes: readonly NodeObservation[],
  chainId: number | undefined,
): NodeObservation | undefined {
  const meant = chainId ?? commonest(nodes.map((node) => node.chainId));
  const onChain = nodes.filter((node) => node.head !== undefined && node.chainId === meant);
  const genesis = commonest(onChain.map((node) => node.genesis));
  const [first, ...others] = onChain.filter((node) => node.genesis === genesis);
  if (first === undefined) return undefined;
  return others.reduce((best, node) => (heightOf(node) > heightOf(best) ? node : best), first);
}

/** The value that stands there most often, the earliest among equals; nothings do not count. */
export function commonest<T>(values: readonly (T | undefined)[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce<[T, number] | undefined>(
    (best, entry) => (best === undefined || entry[1] > best[1] ? entry : best),
    undefined,
  )?.[0];
}

/** Number of a node's head; -1 when it names none. */
export function heightOf({ head }: NodeObservation): number {
  return head?.number ?? -1;
}

async function readChain(reference: NodeObservation, nodes: readonly NodeObservation[], options: AskOptions) {
  const ask = asker(reference.target.url as string, options);
  const height = heightOf(reference);
  const others = new Set(nodes.map(heightOf).filter((number) => number >= 0 && number <= height));
  const back = height - 2 * (reference.validators.value?.length ?? 0);
  const [recent, hashes, former, floor] = await Promise.all([
    Promise.all(range(Math.max(0, height - RECENT_BLOCKS), height).map((number) => readBlock(ask, number))),
    Promise.all([...others].map((number) => readBlock(ask, number))),
    back < 1
      ? undefined
      : ask("qbft_getValidatorsByBlockNumber", [toQuantity(back)], (list) => list as string[]),
    readFloor(ask),
  ]);
  return {
    recent: recent.flatMap(({ value }) => (value === undefined ? [] : [value])),
    hashes: new Map(hashes.flatMap(({ value }) => (value === undefined ? [] : [[value.number, value.hash]]))),
    formerValidators: former?.value,
    floor: floor.value,
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function readBlock(ask: Ask, number: number): Promise<Answer<Block>> {
  return ask("eth_getBlockByNumber", [toQuantity(number), false], blockOf);
}

function readFloor(ask: Ask): Promise<Answer<number>> {
  const contract = ValidatorSet__factory.createInterface();
  const call = { to: PREDEPLOYS.validatorSet, data: contract.encodeFunctionData("bounds") };
  return ask("eth_call", [call, "latest"], (data) =>
    Number(contract.decodeFunctionResult("bounds", data as string)[0].floor),
  );
}
