/**
 * What an organisation is admitted to do: bits of the contract library `Capabilities`, by their written name.
 */
export const CAPABILITIES = {
  operator: 1 << 0,
  bank: 1 << 1,
  buyer: 1 << 2,
  supplier: 1 << 3,
  logistics: 1 << 4,
  utility: 1 << 5,
  prosumer: 1 << 6,
  "meter-operator": 1 << 7,
  appraiser: 1 << 8,
  arbiter: 1 << 9,
  auditor: 1 << 10,
  regulator: 1 << 11,
} as const;

/** Written name of a capability. */
export type CapabilityName = keyof typeof CAPABILITIES;

/**
 * What an account may do for its organisation: bits of the contract library `Rights`, by their written name.
 */
export const RIGHTS = { admin: 1 << 0, operator: 1 << 1, viewer: 1 << 2 } as const;

/** Written name of a right. */
export type RightName = keyof typeof RIGHTS;

/** Seats that a founding node can take, as `FoundingNode.seat` counts them. */
export const SEATS = { none: 0, validator: 1, rescue: 2 } as const;

/** Written name of a seat. */
export type SeatName = keyof typeof SEATS;

/**
 * Sums names into the bitmap the contracts use.
 *
 * @example bitsOf(CAPABILITIES, ["operator", "utility"]) // 33
 */
export function bitsOf<Name extends string>(
  table: Readonly<Record<Name, number>>,
  names: readonly Name[],
): number {
  return names.reduce((bits, name) => bits | table[name], 0);
}

/**
 * Names the bits of a bitmap, in ascending order of bits; bits without a name are left out.
 *
 * @example namesOf(RIGHTS, 3) // ["admin", "operator"]
 */
export function namesOf<Name extends string>(table: Readonly<Record<Name, number>>, bits: number): Name[] {
  return (Object.keys(table) as Name[]).filter((name) => (bits & table[name]) !== 0);
}
