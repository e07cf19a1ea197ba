import { GuildhallError } from "@guildhall/sdk/errors";

/** A text that is no percentage with at most two decimals. */
export class BadPercent extends GuildhallError {
  override readonly name = "BadPercent";
  constructor(name: string, text: string) {
    super(`${name} "${text}" is no percentage.`, "Give 0 to 100 with at most two decimals, such as 1.25.", {
      text,
    });
  }
}

/**
 * Reads a percentage into basis points, exactly.
 *
 * @param name Of the option, for the complaint.
 * @throws BadPercent
 * @example percentToBps("--fee", "1.25") // 125
 */
export function percentToBps(name: string, text: string): number {
  const [, whole, decimals = ""] = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  const basisPoints = Number(whole) * 100 + Number(decimals.padEnd(2, "0"));
  if (whole === undefined || basisPoints > 10_000) throw new BadPercent(name, text);
  return basisPoints;
}
