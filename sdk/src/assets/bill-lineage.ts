import type { Result } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { queryChain } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import type { Bills } from "../generated/contracts/index.ts";
import { formatLot } from "./bills.ts";

/** One thing that happened to a bill, to a lot or to the lots that it came from. */
export interface LineageEntry {
  /** Seconds since 1970, UTC. */
  readonly at: number;
  /** The lot it happened to, as people write it; the bill's number where it happened to the bill. */
  readonly lot: string;
  /** Name of the event: `LotEndorsed`, `LotSplit` … */
  readonly event: string;
  /** Its arguments by name, without lot or bill; those of a struct stand among them. */
  readonly details: Readonly<Record<string, bigint | boolean | string>>;
  readonly transactionHash: string;
}

const OF_A_BILL = ["BillDrawn", "BillAccepted", "AcceptanceRefused"] as const;

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
 * What happened to a lot, oldest first: drawing and acceptance, all of its own, and before it was split off what happened to
 * the lots that it came from.
 */
export async function readBillLineage(bills: Bills, lotId: bigint): Promise<LineageEntry[]> {
  const provider = providerOf(bills.runner);
  const ancestors = await ancestorsOf(bills, lotId);
  const topics = [...OF_A_BILL, ...OF_A_LOT].map((name) => bills.interface.getEvent(name).topicHash);
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
    } else if (isOfBill(name)) {
      if (args.billId === lotId >> 32n) kept.push(event);
    } else if (name === "LotSplit" ? args.parentId === lot : args.lotId === lot) {
      kept.push(event);
    }
  }
  return mapConcurrently(kept.reverse(), async ({ log, parsed }) => {
    const block = await provider.getBlock(log.blockNumber);
    const { name: event, args } = parsed;
    const subject = isOfBill(event) ? "billId" : event === "LotSplit" ? "parentId" : "lotId";
    const { terms, ...named } = args.toObject() as Record<string, bigint | boolean | string> & {
      terms?: Result;
    };
    const details = Object.entries({ ...terms?.toObject(), ...named })
      .filter(([name]) => name !== subject)
      .map(([name, value]) => [name, name === "lotId" ? formatLot(value as bigint) : value]);
    return {
      at: block?.timestamp ?? 0,
      lot: subject === "billId" ? String(args.billId) : formatLot(args[subject] as bigint),
      event,
      details: Object.fromEntries(details),
      transactionHash: log.transactionHash,
    };
  });
}

function isOfBill(event: string): boolean {
  return (OF_A_BILL as readonly string[]).includes(event);
}

/** The lot and those it came from, the nearest first. */
async function ancestorsOf(bills: Bills, lotId: bigint): Promise<bigint[]> {
  const { parentId } = await bills.lotOf(lotId);
  return parentId === 0n ? [lotId] : [lotId, ...(await ancestorsOf(bills, parentId))];
}
