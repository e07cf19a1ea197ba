import { mapConcurrently } from "../common/concurrency.ts";
import { queryChain } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import type { Bills } from "../generated/contracts/index.ts";
import { formatLot } from "./bills.ts";

/** One thing that happened to a lot or to the lots that it came from. */
export interface LineageEntry {
  /** Seconds since 1970, UTC. */
  readonly at: number;
  /** The lot it happened to, as people write it. */
  readonly lot: string;
  /** Name of the event: `LotEndorsed`, `LotSplit` … */
  readonly event: string;
  /** Its arguments by name, without the lot. */
  readonly details: Readonly<Record<string, bigint | boolean | string>>;
  readonly transactionHash: string;
}

const OF_A_LOT = [
  "LotSplit",
  "LotEndorsed",
  "LotDiscounted",
  "LotRedirected",
  "LotPledged",
  "PledgeReleased",
  "PledgeEnforced",
  "LotPresented",
  "LotPaid",
  "PaymentSkipped",
  "LotProtested",
  "RecourseCalled",
  "RecourseHonoured",
] as const;

/**
 * What happened to a lot, oldest first: all of its own, and before it was split off what happened to the lots that it came
 * from.
 */
export async function readBillLineage(bills: Bills, lotId: bigint): Promise<LineageEntry[]> {
  const provider = providerOf(bills.runner);
  const ancestors = await ancestorsOf(bills, lotId);
  const topics = OF_A_LOT.map((name) => bills.interface.getEvent(name).topicHash);
  const address = await bills.getAddress();
  const logs = await queryChain(provider, ({ from, to }) =>
    provider.getLogs({ address, fromBlock: from, toBlock: to, topics: [topics] }),
  );
  const events = logs.flatMap((log) => {
    const parsed = bills.interface.parseLog(log);
    return parsed === null ? [] : [{ log, parsed }];
  });
  const kept: typeof events = [];
  // Backwards: from the lot to the split it came from, then on with its parent.
  let current = 0;
  for (const event of events.reverse()) {
    const { name, args } = event.parsed;
    const lot = ancestors[current];
    if (name === "LotSplit" && args.lotId === lot && current + 1 < ancestors.length) {
      kept.push(event);
      current++;
    } else if (name === "LotSplit" ? args.parentId === lot : args.lotId === lot) {
      kept.push(event);
    }
  }
  return mapConcurrently(kept.reverse(), async ({ log, parsed }) => {
    const block = await provider.getBlock(log.blockNumber);
    const named = Object.entries(parsed.args.toObject()) as [string, bigint | boolean | string][];
    const isSplit = parsed.name === "LotSplit";
    return {
      at: block?.timestamp ?? 0,
      lot: formatLot((isSplit ? parsed.args.parentId : parsed.args.lotId) as bigint),
      event: parsed.name,
      details: Object.fromEntries(
        named
          .filter(([name]) => name !== (isSplit ? "parentId" : "lotId"))
          .map(([name, value]) => [name, name === "lotId" ? formatLot(value as bigint) : value]),
      ),
      transactionHash: log.transactionHash,
    };
  });
}

/** The lot and those it came from, the nearest first. */
async function ancestorsOf(bills: Bills, lotId: bigint): Promise<bigint[]> {
  const { parentId } = await bills.lotOf(lotId);
  return parentId === 0n ? [lotId] : [lotId, ...(await ancestorsOf(bills, parentId))];
}
