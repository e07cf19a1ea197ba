import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GuildhallError } from "@guildhall/sdk/errors";
import { isAddress } from "ethers";

/** File of a bundle with accounts that may send although they act for no member: one a line, `#` begins a remark. */
export const GUESTS_FILE = "permissions-guests";

/** A guest is not named by an address. */
export class BadGuest extends GuildhallError {
  override readonly name = "BadGuest";
  constructor(where: string, given: string) {
    super(
      `"${given}" in ${where} is not an address.`,
      "Give 0x and 40 hex digits, one account a line in the file, separated by commas in --also; nothing was changed.",
      { where, given },
    );
  }
}

/**
 * The accounts of a bundle's guests; none when it has no such file.
 *
 * @throws BadGuest
 */
export async function readGuests(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, GUESTS_FILE), "utf8").catch(ignoreMissing);
  const lines = text.split("\n").map((line) => line.replace(/#.*/, "").trim());
  return requireAddresses(
    GUESTS_FILE,
    lines.filter((line) => line !== ""),
  );
}

/** @throws BadGuest */
export function requireAddresses(where: string, given: readonly string[]): string[] {
  for (const each of given) if (!isAddress(each)) throw new BadGuest(where, each);
  return [...given];
}

function ignoreMissing(error: NodeJS.ErrnoException): string {
  if (error.code !== "ENOENT") throw error;
  return "";
}
