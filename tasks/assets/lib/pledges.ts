import type { ClaimPledge } from "@guildhall/sdk/assets";
import { parseDigest } from "../../lib/arguments.ts";
import { TaskError } from "../../lib/failure.ts";

/** A pledge of a claim that stands. */
export function findPledge(claim: { readonly pledges: readonly ClaimPledge[] }, text: string): ClaimPledge {
  const pledgeId = parseDigest("pledge", text).toLowerCase();
  const found = claim.pledges.find((pledge) => pledge.pledgeId === pledgeId);
  if (found !== undefined) return found;
  throw new TaskError(
    `The claim has no pledge ${pledgeId} that stands.`,
    "`asset show` or `receipt show` lists its pledges.",
  );
}
