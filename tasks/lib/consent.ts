import { type Signature, signAccountConsent } from "@guildhall/sdk/consortium";
import { isHexString } from "ethers";
import type { Context } from "./context.ts";
import { TaskError } from "./failure.ts";
import { signerOfAccount } from "./signers.ts";

/**
 * The consent of an account to act for a member: the one given, as `member account consent` printed it, or one signed here
 * with the account's key.
 *
 * @param deadline Until when one signed here is valid, seconds UTC; a day from now unless given.
 */
export async function consentOf(
  context: Context,
  given: string | undefined,
  orgId: number,
  account: string,
  rights: number,
  deadline?: bigint,
): Promise<Signature> {
  if (given !== undefined) return parseSigned("consent", given);
  const signer = await signerOfAccount(context, account);
  return signAccountConsent(signer, context.alliance.registry, { orgId, account, rights }, deadline);
}

/** `deadline:signature`, as it is handed from one organisation to another. */
export function formatSigned({ deadline, signature }: Signature): string {
  return `${deadline}:${signature}`;
}

/** Reads what `formatSigned` wrote. */
export function parseSigned(name: string, text: string): Signature {
  const [deadline = "", signature = ""] = text.split(":");
  if (!/^\d+$/.test(deadline) || !isHexString(signature)) {
    throw new TaskError(
      `--${name} "${text}" is not a signature.`,
      "Give it as it was printed: <deadline>:0x<signature>.",
    );
  }
  return { deadline: BigInt(deadline), signature };
}
