import { send } from "@guildhall/sdk";
import { RIGHTS } from "@guildhall/sdk/consortium";
import { MOST_ORDER_MINOR } from "@guildhall/sdk/orders";
import { tokenAt } from "@guildhall/sdk/payments";
import type { Signer } from "ethers";
import { parseMoney } from "../../../payments/money.ts";
import { parseAddress } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";

/** Currency of a token. */
export async function currencyOf({ alliance }: Context, token: string): Promise<string> {
  return tokenAt(alliance, token).currency();
}

/** Currency of each of some tokens, by address. */
export async function currenciesOf(
  context: Context,
  tokens: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(tokens)].map(async (token) => [token, await currencyOf(context, token)] as const);
  return new Map(await Promise.all(asked));
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
  { alliance }: Context,
  signer: Signer,
  token: string,
  spender: string,
  amountMinor: bigint,
): Promise<void> {
  const money = tokenAt(alliance, token);
  if ((await money.allowance(signer, spender)) >= amountMinor) return;
  await send(signer, await money.approve.populateTransaction(spender, amountMinor));
}

/** The account that is paid: the one that was typed, or the member's first one that may act. */
export async function payeeOf(
  context: Context,
  name: string,
  text: string | undefined,
  orgId: number,
): Promise<string> {
  if (text !== undefined) return parseAddress(name, text);
  const member = (await context.readState()).members.find(({ id }) => id === orgId);
  const account = member?.accounts.find(
    ({ rights, frozenByOrganisation, frozenByCompliance }) =>
      (rights & RIGHTS.operator) !== 0 && !frozenByOrganisation && !frozenByCompliance,
  );
  if (account !== undefined) return account.address;
  throw new TaskError(
    `No account of member ${orgId} may be paid.`,
    `\`member show ${orgId}\` lists its accounts; name one with ${name}.`,
  );
}
