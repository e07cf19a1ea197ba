import type { ConsortiumRegistry, NettingCycle } from "@guildhall/sdk";
import type { Queue } from "@guildhall/sdk/payments";
import { laneOf, type Means } from "./problem.ts";

/** Reads from the chain what the members of a queue may pay, and who is not in good standing. */
export async function readMeans(
  netting: NettingCycle,
  registry: ConsortiumRegistry,
  { obligations }: Queue,
  alsoExcluded: readonly number[] = [],
): Promise<Means> {
  const lanes = new Map(
    obligations.map(({ debtor, currency }) => [laneOf(debtor, currency), { debtor, currency }]),
  );
  const members = [...new Set(obligations.flatMap(({ debtor, creditor }) => [debtor, creditor]))];
  const [currencies, amounts, standings] = await Promise.all([
    netting.currencies(),
    Promise.all([...lanes.values()].map(({ debtor, currency }) => netting.availableOf(debtor, currency))),
    Promise.all(members.map((member) => registry.isInGoodStanding(member))),
  ]);
  const available = new Map([...lanes.keys()].map((lane, index) => [lane, amounts[index] ?? 0n]));
  return {
    available: (member, currency) => available.get(laneOf(member, currency)) ?? 0n,
    weights: currencies.map(({ weight }) => weight),
    excluded: new Set([...members.filter((_, index) => standings[index] === false), ...alsoExcluded]),
  };
}
