import { send } from "@guildhall/sdk";
import { connectToken } from "@guildhall/sdk/payments";
import { hexlify, MaxUint256, randomBytes, type Signer } from "ethers";
import { formatMoney, type Money } from "../../payments/money.ts";
import type { Context } from "../../tasks/lib/context.ts";
import { findMember } from "../../tasks/lib/members.ts";
import { signerOf } from "../../tasks/lib/signers.ts";
import type { Note } from "./diary.ts";

export const DAY = 86_400;

/** Gives a member money of the bank that issues the currency. */
export async function issueTo(context: Context, alias: string, money: Money, note: Note): Promise<void> {
  const bank = money.currency === "EUR" ? "aurum-bank" : "jade-bank";
  const token = await tokenOf(context, money.currency, bank);
  const holder = await (await signerOf(context, alias, "operator")).getAddress();
  const issuing = token.issue.populateTransaction(holder, money.amountMinor, hexlify(randomBytes(32)));
  note(`${say(money)} for ${alias}`, await send(await signerOf(context, bank, "operator"), await issuing));
}

/** The money of a bank. */
export async function tokenOf(context: Context, currency: string, bank: string) {
  const issuer = findMember(await context.readState(), bank).id;
  return connectToken(context.alliance, { currency, issuer });
}

/** Lets a contract draw on an account without further asking, as an ERP system does once. */
export async function allow(
  holder: Signer,
  token: Awaited<ReturnType<typeof tokenOf>>,
  spender: { getAddress(): Promise<string> },
) {
  return send(holder, await token.approve.populateTransaction(await spender.getAddress(), MaxUint256));
}

/** Date of the head, seconds UTC. */
export async function now({ provider }: Context): Promise<number> {
  return (await provider.getBlock("latest"))?.timestamp ?? 0;
}

export function say({ amountMinor, currency }: Money): string {
  return formatMoney(amountMinor, currency);
}
