import { decodeBytes32String, toBeHex } from "ethers";
import { BILL_ANSWERS, DOCUMENT_KINDS, RECEIVABLE_STATUSES, TITLE_STAGES } from "../assets/names.ts";
import { formatInstant } from "../common/dates.ts";
import { nameOf, officeName, PROPOSAL_STATES, STATUSES } from "../consortium/names.ts";
import { CAPABILITIES, namesOf, RIGHTS } from "../consortium/vocabulary.ts";
import type { CataloguedInput } from "./catalogue.ts";

/** From here on a number counts seconds since 1970 rather than a period: 2001. */
const EARLIEST_INSTANT = 1_000_000_000n;

/** Ids from here on are digests, which tasks take and print in hex. */
const LEAST_DIGEST = 2n ** 64n;

const ENUMS: Readonly<Record<string, readonly string[]>> = {
  "enum IConsortiumRegistry.Status": STATUSES,
  "enum IGovernor.ProposalState": PROPOSAL_STATES,
  "enum IReceivables.Status": RECEIVABLE_STATUSES,
  "enum IBills.Answer": BILL_ANSWERS,
  "enum ITitles.Stage": TITLE_STAGES,
  "enum IClaimRegistry.DocumentKind": ["none", ...Object.keys(DOCUMENT_KINDS)],
};

/** Writes the value of an error's argument for people. */
export function argumentText(input: CataloguedInput, value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(", ")}]`;
  if (typeof value === "bigint") return numberText(input, value);
  if (input.type === "bytes32") return wordText(input, value as string);
  return String(value);
}

function numberText({ name, internalType }: CataloguedInput, value: bigint): string {
  const names = ENUMS[internalType];
  if (names !== undefined) return nameOf(names, value);
  if (name === "lotId") return `${value >> 32n}/${value & 0xffffffffn}`;
  if (/^(id|claimId)$/.test(name) && value >= LEAST_DIGEST) return toBeHex(value, 32);
  if (name === "rights") return list(namesOf(RIGHTS, Number(value)));
  if (name === "capabilities" || (name === "required" && internalType === "uint16")) {
    return list(namesOf(CAPABILITIES, Number(value)));
  }
  if (name === "roleId") return officeName(value) ?? String(value);
  if (isInstant(name, internalType) && value >= EARLIEST_INSTANT && value < 2n ** 40n) {
    return formatInstant(Number(value));
  }
  return String(value);
}

function isInstant(name: string, internalType: string): boolean {
  return internalType === "uint40" || /^(deadline|timestamp)$/.test(name);
}

function wordText({ name }: CataloguedInput, value: string): string {
  if (name === "expectedStates") return statesText(BigInt(value));
  if (name !== "name") return value;
  try {
    return `"${decodeBytes32String(value)}"`;
  } catch {
    return value;
  }
}

/** OpenZeppelin lists the states that would have been right as one bit each. */
function statesText(bits: bigint): string {
  return list(PROPOSAL_STATES.filter((_, index) => ((bits >> BigInt(index)) & 1n) === 1n));
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join("|");
}
