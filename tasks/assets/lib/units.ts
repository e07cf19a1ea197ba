import { IClaims__factory, send } from "@guildhall/sdk";
import type { FinancingDocument } from "@guildhall/sdk/assets";
import type { Signer } from "ethers";
import type { Context } from "../../lib/context.ts";
import { contractNamed } from "../../lib/money.ts";

/** Lets the financing contract move the units of an offer out of the signer's account, unless it may already. */
export async function allowUnits(
  context: Context,
  signer: Signer,
  { financing, terms: { room, claimId, units } }: FinancingDocument,
): Promise<void> {
  const claims = IClaims__factory.connect(await contractNamed(context, room), context.provider);
  const holder = await signer.getAddress();
  if (await claims.isOperator(holder, financing)) return;
  if ((await claims.allowance(holder, financing, claimId)) >= units) return;
  await send(signer, await claims.approve.populateTransaction(financing, claimId, units));
}
