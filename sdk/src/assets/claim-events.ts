import { type BaseContract, type Log, type LogDescription, toBeHex, ZeroAddress } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { queryChain } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import type { Receivables, WarehouseReceipts } from "../generated/contracts/index.ts";

/** A room whose claims are split, passed on and pledged. */
export type ClaimsRoom = Receivables | WarehouseReceipts;

/** Something that happened to a claim. */
export interface ClaimEvent {
  /** Name of the event in the contract. */
  readonly name: string;
  readonly args: LogDescription["args"];
  /** Seconds since 1970. */
  readonly at: number;
  readonly blockNumber: number;
  readonly transactionHash: string;
}

/** How units came to pass from one account to another. */
export type Passage = "transferred" | "enforced" | "forced" | "recovered" | "taken back";

/** Units that passed from one account to another. */
export interface Passing {
  readonly from: string;
  readonly to: string;
  readonly units: bigint;
  readonly passage: Passage;
  readonly at: number;
  readonly transactionHash: string;
}

/** Events that say why the transfer in the same transaction took place. */
const REASONS: Readonly<Record<string, Passage>> = {
  PledgeEnforced: "enforced",
  ForcedTransfer: "forced",
  HoldingRecovered: "recovered",
  RecourseHonoured: "taken back",
};

/** Everything that happened to a claim, oldest first. */
export async function readClaimEvents(claims: ClaimsRoom, id: bigint): Promise<ClaimEvent[]> {
  const topic = toBeHex(id, 32);
  const found = await Promise.all([
    // The id is the first indexed argument of the room's own events, the last of those of ERC-6909 and ERC-7943.
    logsOf(claims, [null, topic]),
    logsOf(claims, [null, null, null, topic]),
  ]);
  const ordered = found.flat().sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
  const provider = providerOf(claims.runner);
  const blocks = [...new Set(ordered.map(({ blockNumber }) => blockNumber))];
  const times = new Map(
    await mapConcurrently(blocks, async (number) => {
      return [number, (await provider.getBlock(number))?.timestamp ?? 0] as const;
    }),
  );
  return ordered.flatMap((log) => {
    const parsed = claims.interface.parseLog(log);
    if (parsed === null) return [];
    const { blockNumber, transactionHash } = log;
    return [
      { name: parsed.name, args: parsed.args, at: times.get(blockNumber) ?? 0, blockNumber, transactionHash },
    ];
  });
}

/** The passings among events, without those by which units come into being or end. */
export function passingsOf(events: readonly ClaimEvent[]): Passing[] {
  return events.flatMap(({ name, args, at, transactionHash }) => {
    if (name !== "Transfer" || args.sender === ZeroAddress || args.receiver === ZeroAddress) return [];
    const beside = events.filter((event) => event.transactionHash === transactionHash);
    const passage = beside.map((event) => REASONS[event.name]).find((reason) => reason !== undefined);
    const { sender, receiver, amount } = args;
    return [
      { from: sender, to: receiver, units: amount, passage: passage ?? "transferred", at, transactionHash },
    ];
  });
}

async function logsOf(contract: BaseContract, topics: (string | null)[]): Promise<Log[]> {
  const provider = providerOf(contract.runner);
  const address = await contract.getAddress();
  return queryChain(provider, ({ from, to }) =>
    provider.getLogs({ address, topics, fromBlock: from, toBlock: to }),
  );
}
