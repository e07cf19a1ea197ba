import type { Signer } from "ethers";
import { isHexString } from "ethers";
import type { Context } from "../../../lib/context.ts";
import { TaskError } from "../../../lib/failure.ts";
import { accountOfMember, findMember } from "../../../lib/members.ts";
import { signerOf, signerOfAccount } from "../../../lib/signers.ts";

/** The signer of the account that pays, which whoever is named with `--as` must have. */
export async function payerSigner(context: Context, as: string | undefined, payer: string): Promise<Signer> {
  if (as === undefined) return signerOf(context, as);
  if (!isHexString(as, 20)) {
    accountOfMember(findMember(await context.readState(), as), payer);
  } else if (as.toLowerCase() !== payer.toLowerCase()) {
    throw new TaskError(`The terms are paid by ${payer}, not by ${as}.`, `Sign with ${payer}.`);
  }
  return signerOfAccount(context, payer);
}
