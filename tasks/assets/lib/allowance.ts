import { send } from "@guildhall/sdk";
import { tokenAt } from "@guildhall/sdk/payments";
import type { Signer } from "ethers";
import type { Context } from "../../lib/context.ts";
import type { FoundClaim } from "./found.ts";

/** Lets the receivables draw this amount from the signer's account, unless they may already. */
export async function allow(
  { alliance }: Context,
  { receivables, claim }: FoundClaim,
  signer: Signer,
  amountMinor: bigint,
): Promise<void> {
  const money = tokenAt(alliance, claim.token);
  const spender = await receivables.getAddress();
  if ((await money.allowance(await signer.getAddress(), spender)) >= amountMinor) return;
  await send(signer, await money.approve.populateTransaction(spender, amountMinor));
}
