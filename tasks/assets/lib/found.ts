import type { Receivables } from "@guildhall/sdk";
import { connectReceivables, type ReceivableDetails, readClaim } from "@guildhall/sdk/assets";
import { tokenAt } from "@guildhall/sdk/payments";
import { isHexString, toBeHex } from "ethers";
import { formatMoney, parseMoney } from "../../../payments/money.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";

/** A claim that a task works on. */
export interface FoundClaim {
  readonly receivables: Receivables;
  readonly claim: ReceivableDetails;
  readonly currency: string;
  /** Writes an amount of its money. */
  format(amountMinor: bigint): string;
}

/** The claim of that id. */
export async function findClaim(context: Context, text: string): Promise<FoundClaim> {
  const receivables = await connectReceivables(context.alliance);
  const claim = await readClaim(receivables, parseClaimId(text));
  const currency = await tokenAt(context.alliance, claim.token).currency();
  return { receivables, claim, currency, format: (amountMinor) => formatMoney(amountMinor, currency) };
}

/** A claim's id as it is written. */
export function formatClaimId(id: bigint): string {
  return toBeHex(id, 32);
}

/** An amount as typed, in the money of the claim. */
export function amountOf({ currency }: FoundClaim, text: string): bigint {
  return parseMoney(text, currency).amountMinor;
}

function parseClaimId(text: string): bigint {
  if (isHexString(text, 32)) return BigInt(text);
  throw new TaskError(
    `"${text}" is not the id of a claim.`,
    "Give 0x and 64 hex digits; `asset list` shows the claims.",
  );
}
