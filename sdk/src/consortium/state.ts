import type { StatusName } from "./names.ts";

/** The alliance as the change log tells it. */
export interface AllianceState {
  /** In order of their numbers. */
  readonly members: readonly MemberState[];
  /** Validators of the set that consensus reads. */
  readonly validators: readonly SeatState[];
  /** Validators of the rescue set. */
  readonly rescueValidators: readonly SeatState[];
  /** Number of the last entry. */
  readonly sequence: bigint;
  /** Head of the hash chain. */
  readonly head: string;
}

/** A member organisation, past ones included. Times are seconds since 1970, UTC; zero means never. */
export interface MemberState {
  readonly id: number;
  readonly name: string;
  /** How commands name it; no two members share one. */
  readonly alias: string;
  /** Digest of the legal identity, see `legalIdDigest`. */
  readonly legalId: string;
  /** Bits of `CAPABILITIES`. */
  capabilities: number;
  kycExpiresAt: number;
  /** When it was admitted; 0 for a founder, whose time is that of block 0. */
  readonly admittedAt: number;
  readonly isFounder: boolean;
  suspendedAt: number;
  expelledAt: number;
  /** End of the current or latest emergency suspension. */
  emergencyUntil: number;
  /** Every account that ever acted for it; removed ones have no rights. */
  readonly accounts: AccountState[];
  readonly nodes: NodeState[];
}

/** An account of a member. */
export interface AccountState {
  readonly address: string;
  /** Bits of `RIGHTS`; zero once it is removed. */
  rights: number;
  frozenByOrganisation: boolean;
  frozenByCompliance: boolean;
}

/** A node that a member runs. */
export interface NodeState {
  /** Checksummed; the last 20 bytes of keccak256 of the public key. */
  readonly address: string;
  /** 64 bytes, hex with 0x. */
  readonly publicKey: string;
  /** `ip:port`. */
  readonly endpoint: string;
}

/** A validator and the member that runs it. */
export interface SeatState {
  readonly validator: string;
  readonly memberId: number;
}

/**
 * Standing of a member at a time.
 *
 * @param at Seconds since 1970, UTC.
 */
export function statusAt(member: MemberState, at: number): StatusName {
  if (member.expelledAt !== 0) return "expelled";
  if (member.suspendedAt !== 0) return "suspended";
  return at < member.emergencyUntil ? "emergency-suspended" : "active";
}
