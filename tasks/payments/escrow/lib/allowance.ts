import { SettlementToken__factory, send } from "@guildhall/sdk";
import type { Signer } from "ethers";

/** Lets the escrow draw this amount from the signer's account, unless it may already. */
export async function allow(
  signer: Signer,
  token: string,
  escrow: string,
  amountMinor: bigint,
): Promise<void> {
  const money = SettlementToken__factory.connect(token, signer);
  if ((await money.allowance(await signer.getAddress(), escrow)) >= amountMinor) return;
  await send(signer, await money.approve.populateTransaction(escrow, amountMinor));
}
