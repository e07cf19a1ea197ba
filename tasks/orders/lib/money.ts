import { SettlementToken__factory, send } from "@guildhall/sdk";
import { type Alliance, readDirectory } from "@guildhall/sdk/consortium";
import { MOST_ORDER_MINOR } from "@guildhall/sdk/orders";
import type { Signer } from "ethers";
import { parseMoney } from "../../../payments/money.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";

/** The token of a bank and currency that the directory lists. */
export async function tokenOf(alliance: Alliance, currency: string, bank: { id: number; alias: string }) {
  const entry = `token:${currency}:${bank.id}`;
  const entries = await readDirectory(alliance.directory);
  const address = entries.get(entry);
  if (address !== undefined) return address;
  const listed = [...entries.keys()].filter((name) => name.startsWith("token:")).join(", ");
  throw new TaskError(
    `The alliance has listed no ${currency} of ${bank.alias} (${entry}).`,
    `Listed are: ${listed || "none"}.`,
  );
}

/** Currency of a token. */
export async function currencyOf(context: Context, token: string): Promise<string> {
  return SettlementToken__factory.connect(token, context.provider).currency();
}

/** An amount as typed, in minor units; `whole` if none was typed. */
export function amountOf(name: string, text: string | undefined, currency: string, whole: bigint): bigint {
  if (text === undefined) return whole;
  const { amountMinor } = parseMoney(text, currency);
  if (amountMinor > MOST_ORDER_MINOR) {
    throw new TaskError(
      `--${name} "${text}" is more than an order can carry.`,
      "Give less than 2^64 minor units.",
    );
  }
  return amountMinor;
}

/** Lets `spender` draw an amount from the signer's account, unless it may already. */
export async function allow(
  context: Context,
  signer: Signer,
  token: string,
  spender: string,
  amountMinor: bigint,
): Promise<void> {
  const money = SettlementToken__factory.connect(token, context.provider);
  if ((await money.allowance(signer, spender)) >= amountMinor) return;
  await send(signer, await money.approve.populateTransaction(spender, amountMinor));
}
