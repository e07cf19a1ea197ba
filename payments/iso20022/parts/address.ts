import { GuildhallError } from "@guildhall/sdk/errors";
import type { Part } from "../cursor.ts";
import type { Account, Address, Message, Party } from "../model.ts";

/**
 * Which addresses may leave: `hybrid` takes fields, with at most two lines beside town and country, as networks do since
 * November 2026; `structured` takes fields alone, as some countries' clearings do.
 */
export const ADDRESS_PROFILES = ["hybrid", "structured"] as const;
export type AddressProfile = (typeof ADDRESS_PROFILES)[number];

const MOST_LINES = 2;

/** An address that banks would reject. */
export class AddressRefused extends GuildhallError {
  override readonly name = "AddressRefused";
  constructor(place: string, fault: string, profile: AddressProfile) {
    super(
      `The address of ${place} cannot be sent: it ${fault}.`,
      profile === "hybrid"
        ? "Give town and country in fields of their own, and the rest in fields or in at most two lines; or no address at all."
        : "Give town, country and the rest in fields of their own, without lines; or take the profile hybrid.",
      { place, profile },
    );
  }
}

/** What a profile has against an address, if anything. */
export function addressFault(address: Part<Address>, profile: AddressProfile): string | undefined {
  const { town, country, lines = [] } = address;
  if (town === undefined || country === undefined) {
    const missing = [town === undefined ? "town" : "", country === undefined ? "country" : ""].filter(
      Boolean,
    );
    return `lacks ${missing.join(" and ")} in a field of its own`;
  }
  if (profile === "structured" && lines.length > 0) return "mixes lines with fields";
  if (lines.length > MOST_LINES) return `has ${lines.length} lines beside its fields, ${MOST_LINES} at most`;
  return undefined;
}

/**
 * Checks every address of a message that is going to leave.
 *
 * @throws AddressRefused for the first that the profile does not take.
 */
export function requireAddresses(message: Message, profile: AddressProfile): void {
  for (const [place, address] of addressesIn(message, message.kind)) {
    const fault = addressFault(address, profile);
    if (fault !== undefined) throw new AddressRefused(place, fault, profile);
  }
}

function* addressesIn(value: unknown, place: string): Generator<[string, Address]> {
  if (typeof value !== "object" || value === null) return;
  const { address, name } = value as Partial<Party & Account>;
  if (address !== undefined) yield [name ?? place, address];
  for (const [key, inner] of Object.entries(value))
    yield* addressesIn(inner, Array.isArray(value) ? place : key);
}
