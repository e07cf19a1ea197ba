import { mapConcurrently } from "../common/concurrency.ts";
import { queryChain } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import type { NettingCycle } from "../generated/contracts/index.ts";

/** One change of what a member has in netting. */
export interface NettingStatementEntry {
  readonly kind: "deposit" | "withdrawal" | "cycle" | "line paid" | "line received";
  /** Seconds since 1970, UTC. */
  readonly at: number;
  /** Index in the list of the netting contract. */
  readonly currency: number;
  /** The cycle that was settled; 0 for other kinds. */
  readonly cycle: number;
  readonly receivedMinor: bigint;
  readonly paidMinor: bigint;
  /** What was received less what was paid. */
  readonly netMinor: bigint;
  /** Balance after it. */
  readonly balanceMinor: bigint;
  readonly transactionHash: string;
}

/** Everything that moved a member's position, oldest first. */
export async function readNettingStatement(
  netting: NettingCycle,
  orgId: number,
): Promise<NettingStatementEntry[]> {
  const provider = providerOf(netting.runner);
  const { filters } = netting;
  const [deposits, withdrawals, cycles, honoured, honours] = await Promise.all([
    queryChain(provider, ({ from, to }) => netting.queryFilter(filters.Deposited(orgId), from, to)),
    queryChain(provider, ({ from, to }) => netting.queryFilter(filters.Withdrawn(orgId), from, to)),
    queryChain(provider, ({ from, to }) =>
      netting.queryFilter(filters.MemberSettled(undefined, orgId), from, to),
    ),
    queryChain(provider, ({ from, to }) => netting.queryFilter(filters.LineHonoured(orgId), from, to)),
    queryChain(provider, ({ from, to }) =>
      netting.queryFilter(filters.LineHonoured(undefined, orgId), from, to),
    ),
  ]);
  const moves = [
    ...deposits.map((event) => ({
      event,
      kind: "deposit" as const,
      receivedMinor: event.args.amountMinor,
      paidMinor: 0n,
    })),
    ...withdrawals.map((event) => ({
      event,
      kind: "withdrawal" as const,
      receivedMinor: 0n,
      paidMinor: event.args.amountMinor,
    })),
    ...cycles.map((event) => ({
      event,
      kind: "cycle" as const,
      cycle: Number(event.args.cycle),
      receivedMinor: event.args.receivedMinor,
      paidMinor: event.args.paidMinor,
    })),
    ...honoured.map((event) => ({
      event,
      kind: "line paid" as const,
      receivedMinor: 0n,
      paidMinor: event.args.amountMinor,
    })),
    ...honours.map((event) => ({
      event,
      kind: "line received" as const,
      receivedMinor: event.args.amountMinor,
      paidMinor: 0n,
    })),
  ].sort((a, b) => a.event.blockNumber - b.event.blockNumber || a.event.index - b.event.index);

  const balances = new Map<number, bigint>();
  const booked = moves.map((move) => {
    const currency = Number(move.event.args.currency);
    const netMinor = move.receivedMinor - move.paidMinor;
    const balanceMinor = (balances.get(currency) ?? 0n) + netMinor;
    balances.set(currency, balanceMinor);
    return { cycle: 0, ...move, currency, netMinor, balanceMinor };
  });
  return mapConcurrently(
    booked,
    async ({ event, ...entry }): Promise<NettingStatementEntry> => ({
      ...entry,
      at: (await event.getBlock()).timestamp,
      transactionHash: event.transactionHash,
    }),
  );
}
