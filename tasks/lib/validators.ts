import type { ValidatorSet } from "@guildhall/sdk";
import type { Context } from "./context.ts";

/** A validator as tasks print it. */
export interface SeatView {
  validator: string;
  member: string;
  endpoint: string;
  live: boolean;
  /** Latest block that it is recorded to have proposed; 0 if none. */
  lastSeenAt: bigint;
  joinedAt: bigint;
}

/** The set that governs, or the rescue set. */
export function chosenSet({ alliance }: Context, rescue: boolean): ValidatorSet {
  return rescue ? alliance.rescueValidatorSet : alliance.validatorSet;
}

/** Who sits in a set, in ascending order of address, as Besu sorts them. */
export async function readSeats(context: Context, set: ValidatorSet): Promise<SeatView[]> {
  const { members } = await context.readState();
  const validators = [...(await set.getValidators())].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return Promise.all(
    validators.map(async (validator) => {
      const [{ orgId, joinedAt, lastSeenAt }, live] = await Promise.all([
        set.validatorOf(validator),
        set.isLive(validator),
      ]);
      const member = members.find(({ id }) => BigInt(id) === orgId);
      const node = member?.nodes.find(({ address }) => address === validator);
      return {
        validator,
        member: member?.alias ?? "",
        endpoint: node?.endpoint ?? "",
        live,
        lastSeenAt,
        joinedAt,
      };
    }),
  );
}

/** How a set stands, and which changes it would allow in the next block. */
export interface Health {
  block: number;
  /** Seconds since the head was sealed. */
  headAgeSeconds: number;
  validators: number;
  /** Validators seen within the liveness window. */
  live: number;
  quorum: number;
  faultTolerance: number;
  /** Whether consensus reads this set. */
  governs: boolean;
  notSeen: string[];
  /** Newcomers that anyone may eject. */
  silentNewcomers: string[];
  /** First block in which the set may change. */
  nextChangeAt: bigint;
  canAdd: boolean;
  canRemoveLive: boolean;
  canRemoveSilent: boolean;
}

/** What the set knows of its members' health, and which changes it would allow now. */
export async function readHealth(context: Context, set: ValidatorSet): Promise<Health> {
  const [seats, head, nextChangeAt, bounds, governs] = await Promise.all([
    readSeats(context, set),
    context.provider.getBlock("latest"),
    set.nextChangeAt(),
    set.bounds(),
    set.governs(),
  ]);
  const block = head?.number ?? 0;
  const live = seats.filter((seat) => seat.live).length;
  const [quorumOfFewer, quorum, quorumOfMore] = (
    await Promise.all([-1, 0, 1].map((change) => set.quorumOf(seats.length + change)))
  ).map(Number) as [number, number, number];
  const isOpen = BigInt(block + 1) >= nextChangeAt;
  const canShrink = isOpen && seats.length > Number(bounds.floor);
  return {
    block,
    headAgeSeconds: Math.max(0, Math.floor(Date.now() / 1000) - (head?.timestamp ?? 0)),
    validators: seats.length,
    live,
    quorum,
    faultTolerance: Math.floor((seats.length - 1) / 3),
    governs,
    notSeen: seats.filter((seat) => !seat.live).map(({ validator }) => validator),
    silentNewcomers: seats
      .filter(({ joinedAt, lastSeenAt }) => governs && joinedAt !== 0n && lastSeenAt === 0n)
      .filter(({ joinedAt }) => BigInt(block) > joinedAt + bounds.probation)
      .map(({ validator }) => validator),
    nextChangeAt,
    canAdd: isOpen && (!governs || live >= quorumOfMore),
    canRemoveLive: canShrink && (!governs || live - 1 >= quorumOfFewer),
    canRemoveSilent: canShrink && (!governs || live >= quorumOfFewer),
  };
}
