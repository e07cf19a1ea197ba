import { formatInstant, parseUntil } from "@guildhall/sdk";
import { getAddress, isAddress, isHexString } from "ethers";
import { TaskError } from "./failure.ts";

/** An address as typed; a mixed-case one must carry the right checksum. */
export function parseAddress(name: string, text: string): string {
  if (!isAddress(text)) {
    throw new TaskError(
      `${name} "${text}" is not an address.`,
      "Give 0x and 40 hex digits; check the upper and lower case.",
    );
  }
  return getAddress(text);
}

/** An option that the task cannot do without. */
export function required(name: string, value: string | undefined): string {
  if (value === undefined || value === "")
    throw new TaskError(`--${name} is missing.`, `Add --${name}; see --help.`);
  return value;
}

/** A day, meaning the whole of it in UTC, or an instant with its zone, as seconds UTC. */
export function parseTime(name: string, text: string): number {
  try {
    return parseUntil(text);
  } catch (error) {
    throw new TaskError(
      `--${name} "${text}" ${(error as Error).message}.`,
      `Give a day such as 2031-12-31 (its last second UTC) or an instant such as ${formatInstant(1_956_528_000)}.`,
    );
  }
}

/** As `parseTime`, of a time from which on something holds: a day means its beginning. */
export function parseStart(name: string, text: string): number {
  return parseTime(name, /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
}

/** A chain id. */
export function parseChainId(text: string): number {
  const chainId = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(chainId)) return chainId;
  throw new TaskError(`"${text}" is not a chain id.`, "Give a whole number from 1 to 9007199254740991.");
}

/** A whole number from `least` to `most`. */
export function parseCount(name: string, text: string, least = 0, most = Number.MAX_SAFE_INTEGER): number {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  if (!/^\d+$/.test(text) || Number(text) < least || !Number.isSafeInteger(Number(text)))
    throw new TaskError(`${name} "${text}" is not a whole number.`, `Give a whole number, ${range}.`);
  if (Number(text) > most)
    throw new TaskError(`${name} "${text}" is out of range.`, `Give a whole number, ${range}.`);
  return Number(text);
}

/** A list as typed, separated by commas. */
export function parseList(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** A digest of 32 bytes. */
export function parseDigest(name: string, text: string): string {
  if (isHexString(text, 32)) return text;
  throw new TaskError(`${name} "${text}" is not a digest.`, "Give 0x and 64 hex digits.");
}
