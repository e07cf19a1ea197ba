import { CAPABILITIES, DEFAULT_VALIDITY } from "@guildhall/sdk/consortium";
import type { Signer } from "ethers";
import { parseTime } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { memberOf } from "../../lib/members.ts";

/** @throws TaskError unless the signer acts for a bank, whose offers alone are accepted. */
export async function requireBank(context: Context, signer: Signer): Promise<void> {
  const { alias, capabilities } = await memberOf(context, signer);
  if ((capabilities & CAPABILITIES.bank) !== 0) return;
  throw new TaskError(
    `${alias} is no bank, so nobody could accept its offer.`,
    "Sign for a member with the capability bank; `member list` shows them.",
  );
}

/** Until when an offer is good: as typed, or for the usual time from now. */
export function offerEnd(until: string | undefined, now: number): number {
  return until === undefined ? now + Number(DEFAULT_VALIDITY) : later("until", until, now);
}

/** A time of an offer as typed, which is not past. */
export function later(name: string, text: string, now: number): number {
  const at = parseTime(name, text);
  if (at > now) return at;
  throw new TaskError(`--${name} "${text}" is past: nobody could accept the offer.`, "Give a later time.");
}
