import { ZeroAddress } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { queryChain } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import { IClaims__factory } from "../generated/contracts/index.ts";
import type { ClaimEvent, ClaimsRoom } from "./claim-events.ts";

/** What an account holds of a claim. */
export interface ClaimHolder {
  readonly account: string;
  readonly units: bigint;
  readonly pledged: bigint;
  readonly frozen: bigint;
  readonly tier: number;
}

/** A pledge that stands. */
export interface ClaimPledge {
  readonly pledgeId: string;
  readonly holder: string;
  readonly units: bigint;
  /** Number of the organisation that they secure. */
  readonly pledgee: number;
  readonly enforceableFrom: number;
  readonly expiresAt: number;
  /** Who may release and enforce for the pledgee; nothing for nobody. */
  readonly agent: string | undefined;
  readonly agreement: string;
}

/** A member, as far as its claims are found by it. */
export interface ClaimParty {
  readonly id: number;
  readonly accounts: readonly { readonly address: string }[];
}

/** Whether a claim concerns a member: as one of its parties, as a holder or as a pledgee. Without a member all do. */
export async function concernOf(
  room: ClaimsRoom,
  member: ClaimParty | undefined,
): Promise<(id: bigint, parties: readonly bigint[]) => boolean> {
  if (member === undefined) return () => true;
  const interests = await readInterests(room, member);
  return (id, parties) => parties.includes(BigInt(member.id)) || interests.has(id);
}

/** The ids of the claims of which a member holds units, or has units in pledge. */
async function readInterests(room: ClaimsRoom, { id, accounts }: ClaimParty): Promise<ReadonlySet<bigint>> {
  const claims = await claimsOf(room);
  const provider = providerOf(room.runner);
  const { Transfer, Pledged } = claims.filters;
  const [pledges, ...transfers] = await Promise.all([
    queryChain(provider, ({ from, to }) => claims.queryFilter(Pledged(), from, to)),
    ...accounts.map(({ address }) =>
      queryChain(provider, ({ from, to }) =>
        claims.queryFilter(Transfer(undefined, undefined, address), from, to),
      ),
    ),
  ]);
  const arrivals = new Map(
    transfers
      .flat()
      .map(({ args }) => [`${args.id} ${args.receiver}`, { id: args.id, account: args.receiver }]),
  );
  const held = mapConcurrently([...arrivals.values()], async (arrival) => {
    return (await claims.balanceOf(arrival.account, arrival.id)) > 0n ? [arrival.id] : [];
  });
  const pledged = mapConcurrently(
    pledges.filter(({ args }) => Number(args.terms.pledgee) === id),
    async ({ args }) => ((await claims.pledgeOf(args.id, args.pledgeId)).amount > 0n ? [args.id] : []),
  );
  return new Set((await Promise.all([held, pledged])).flat(2));
}

/** Who holds units of a claim, in the order in which they first came to hold some. */
export async function readHolders(
  room: ClaimsRoom,
  id: bigint,
  events: readonly ClaimEvent[],
): Promise<ClaimHolder[]> {
  const claims = await claimsOf(room);
  const receivers = events.filter(({ name }) => name === "Transfer").map(({ args }) => String(args.receiver));
  const accounts = [...new Set(receivers)].filter((account) => account !== ZeroAddress);
  const all = await mapConcurrently(accounts, async (account): Promise<ClaimHolder> => {
    const { amount, pledged, frozen, tier } = await claims.holdingOf(id, account);
    return { account, units: amount, pledged, frozen, tier: Number(tier) };
  });
  return all.filter(({ units }) => units > 0n);
}

/** The pledges of a claim that stand, oldest first. */
export async function readPledges(
  room: ClaimsRoom,
  id: bigint,
  events: readonly ClaimEvent[],
): Promise<ClaimPledge[]> {
  const claims = await claimsOf(room);
  const made = events.filter(({ name }) => name === "Pledged");
  const all = await mapConcurrently(made, async ({ args }): Promise<ClaimPledge> => {
    const pledge = await claims.pledgeOf(id, args.pledgeId);
    return {
      pledgeId: args.pledgeId,
      holder: pledge.holder,
      units: pledge.amount,
      pledgee: Number(pledge.pledgee),
      enforceableFrom: Number(pledge.enforceableFrom),
      expiresAt: Number(pledge.expiresAt),
      agent: pledge.agent === ZeroAddress ? undefined : pledge.agent,
      agreement: args.terms.agreement,
    };
  });
  return all.filter(({ units }) => units > 0n);
}

async function claimsOf(room: ClaimsRoom) {
  return IClaims__factory.connect(await room.getAddress(), room.runner);
}
