import { type SettlementToken, SettlementToken__factory, send } from "@guildhall/sdk";
import { type Alliance, readDirectory } from "@guildhall/sdk/consortium";
import type { Signer } from "ethers";
import { formatMoney, parseMoney } from "../../../payments/money.ts";
import { TaskError } from "../../lib/failure.ts";

/** Money of the alliance and the currency it is counted in. */
export interface Money {
  readonly token: SettlementToken;
  readonly address: string;
  readonly currency: string;
}

/**
 * The money of a currency.
 *
 * @param issuer Number of the bank that issues it; needed where several banks do.
 */
export async function moneyOf(
  { directory }: Alliance,
  currency: string,
  issuer: number | undefined,
): Promise<Money> {
  const entries = [...(await readDirectory(directory))].filter(([name]) =>
    issuer === undefined ? name.startsWith(`token:${currency}:`) : name === `token:${currency}:${issuer}`,
  );
  const [[, address] = []] = entries;
  if (address === undefined) {
    throw new TaskError(
      `The directory lists no money in ${currency}${issuer === undefined ? "" : ` of organisation ${issuer}`}.`,
      "`deployments list` shows the tokens.",
    );
  }
  if (entries.length > 1) {
    throw new TaskError(`Several banks issue ${currency}.`, "Say whose it is to be: --bank <alias>.");
  }
  return { token: SettlementToken__factory.connect(address, directory.runner), address, currency };
}

/** The money at an address. */
export async function moneyAt({ directory }: Alliance, address: string): Promise<Money> {
  const token = SettlementToken__factory.connect(address, directory.runner);
  return { token, address, currency: await token.currency() };
}

/** An amount in this money, as typed. */
export function amountIn({ currency }: Money, text: string): bigint {
  return parseMoney(text, currency).amountMinor;
}

/** An amount in this money, for people. */
export function inWords({ currency }: Money, amountMinor: bigint): string {
  return formatMoney(amountMinor, currency);
}

/** Lets `spender` move at least `amountMinor` of the signer's money, if it may not yet. */
export async function allowAtLeast(
  signer: Signer,
  { token }: Money,
  spender: string,
  amountMinor: bigint,
): Promise<void> {
  if ((await token.allowance(await signer.getAddress(), spender)) >= amountMinor) return;
  await send(signer, await token.approve.populateTransaction(spender, amountMinor));
}

/** Lets `spender` move `amountMinor` more of the signer's money than it may now. */
export async function allowMore(
  signer: Signer,
  { token }: Money,
  spender: string,
  amountMinor: bigint,
): Promise<void> {
  const allowed = await token.allowance(await signer.getAddress(), spender);
  const most = 2n ** 256n - 1n;
  if (allowed === most) return;
  await send(signer, await token.approve.populateTransaction(spender, allowed + amountMinor));
}
