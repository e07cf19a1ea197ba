import { id } from "ethers";
import { GuildhallError } from "../common/guildhall-error.ts";
import { OFFICE_ROLES, type OfficeName } from "./predeploys.ts";
import { bitsOf } from "./vocabulary.ts";

/** Standing of an organisation, in the order of `IConsortiumRegistry.Status`. */
export const STATUSES = ["none", "active", "emergency-suspended", "suspended", "expelled"] as const;

/** Written name of a standing. */
export type StatusName = (typeof STATUSES)[number];

/** State of a proposal, in the order of `IGovernor.ProposalState`. */
export const PROPOSAL_STATES = [
  "pending",
  "active",
  "canceled",
  "defeated",
  "succeeded",
  "queued",
  "expired",
  "executed",
] as const;

/** Written name of a proposal's state. */
export type ProposalStateName = (typeof PROPOSAL_STATES)[number];

/** Ways to vote, in the order of `GovernorCountingSimple.VoteType`. */
export const VOTES = ["against", "for", "abstain"] as const;

/** Written name of a vote. */
export type VoteName = (typeof VOTES)[number];

/** A name that none of the alliance's tables knows. */
export class UnknownName extends GuildhallError {
  override readonly name = "UnknownName";
  constructor(given: string, known: readonly string[]) {
    super(`"${given}" is not known here.`, `Choose from ${known.join(", ")}.`, { given, known });
  }
}

/** A legal identity that is not of the form "scheme:identifier". */
export class BadLegalId extends GuildhallError {
  override readonly name = "BadLegalId";
  constructor(given: string) {
    super(
      `"${given}" is not a legal identity.`,
      'Give the scheme in capitals, a colon and the identifier, such as "LEI:…".',
      { given },
    );
  }
}

/**
 * Name of the entry of an enumeration that the chain counts from zero.
 *
 * @throws UnknownName when the number is beyond the last entry.
 * @example nameOf(STATUSES, 1n) // "active"
 */
export function nameOf<Name extends string>(names: readonly Name[], index: bigint | number): Name {
  const name = names[Number(index)];
  if (name === undefined) throw new UnknownName(String(index), names);
  return name;
}

/**
 * Number of a name in an enumeration that the chain counts from zero.
 *
 * @throws UnknownName
 * @example indexOf(VOTES, "for") // 1
 */
export function indexOf(names: readonly string[], name: string): number {
  const index = names.indexOf(name);
  if (index < 0) throw new UnknownName(name, names);
  return index;
}

/**
 * Bitmap of names that a person wrote: separated by commas or spaces, in any case.
 *
 * @throws UnknownName for a name that the table does not have.
 * @example parseNames(CAPABILITIES, "buyer, meter-operator") // 132
 */
export function parseNames(table: Readonly<Record<string, number>>, text: string): number {
  const names = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((name) => name !== "");
  for (const name of names) if (!Object.hasOwn(table, name)) throw new UnknownName(name, Object.keys(table));
  return bitsOf(table, names);
}

/** Name of the office with this role, or nothing for a role that is no office. */
export function officeName(roleId: bigint): OfficeName | undefined {
  return (Object.keys(OFFICE_ROLES) as OfficeName[]).find((name) => OFFICE_ROLES[name] === roleId);
}

/** Letters that do not fall apart into a Latin letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/**
 * How commands name an organisation: its name in lower-case ASCII, words joined by hyphens. Never empty, and
 * never digits alone, which commands read as the organisation's number.
 *
 * @example aliasOf("Aurum Bank") // "aurum-bank"
 * @example aliasOf("東京電力") // "org-cff7dda4"
 */
export function aliasOf(name: string): string {
  const letters = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const ascii = letters.replace(/[^ -~]/gu, (letter) => LETTERS[letter] ?? " ");
  const slug = ascii.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  if (slug === "") return `org-${id(name).slice(2, 10)}`;
  return /^\d+$/.test(slug) ? `org-${slug}` : slug;
}

/**
 * Digest under which the register holds a legal identity: keccak256 of "scheme:identifier".
 *
 * @throws BadLegalId when the text is not of that form.
 * @example legalIdDigest("LEI:529900T8BM49AURSDO55")
 */
export function legalIdDigest(legalId: string): string {
  if (!/^[A-Z][A-Z0-9-]*:\S(.*\S)?$/.test(legalId)) throw new BadLegalId(legalId);
  return id(legalId);
}
