import { send } from "@guildhall/sdk";
import type { Alliance } from "@guildhall/sdk/consortium";
import { tokenAt } from "@guildhall/sdk/payments";
import { MaxUint256, type Signer } from "ethers";
import { formatMoney, parseMoney } from "../../../payments/money.ts";
import type { Money } from "../../lib/money.ts";

/** The money at an address. */
export async function moneyAt(alliance: Alliance, address: string): Promise<Money> {
  const token = tokenAt(alliance, address);
  const currency = await token.currency();
  return { token, currency, format: (amountMinor) => formatMoney(amountMinor, currency) };
}

/** An amount of this money as typed, in minor units. */
export function minorIn({ currency }: Money, text: string): bigint {
  return parseMoney(text, currency).amountMinor;
}

/** Lets `spender` move at least this amount of the signer's money, if it may not yet. */
export async function allowAtLeast(
  signer: Signer,
  { token }: Money,
  spender: string,
  amountMinor: bigint,
): Promise<void> {
  if ((await token.allowance(await signer.getAddress(), spender)) >= amountMinor) return;
  await send(signer, await token.approve.populateTransaction(spender, amountMinor));
}

/** Lets `spender` move this amount more of the signer's money than it may now. */
export async function allowMore(
  signer: Signer,
  { token }: Money,
  spender: string,
  amountMinor: bigint,
): Promise<void> {
  const allowed = await token.allowance(await signer.getAddress(), spender);
  if (allowed === MaxUint256) return;
  await send(signer, await token.approve.populateTransaction(spender, allowed + amountMinor));
}
