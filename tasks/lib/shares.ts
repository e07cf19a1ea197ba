import { TaskError } from "./failure.ts";

/** A share as typed (12.5 %) in parts of 10,000. */
export function parseShare(name: string, text: string): number {
  const [, whole = "", decimals = ""] = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%?$/.exec(text.trim()) ?? [];
  const bps = Number(whole) * 100 + Number(decimals.padEnd(2, "0"));
  if (whole !== "" && bps <= 10_000) return bps;
  throw new TaskError(
    `${name} "${text}" is no share.`,
    "Give 0 to 100, with at most two decimals, such as 12.5.",
  );
}
