import { type PaymentEscrow, SettlementToken__factory } from "@guildhall/sdk";
import { connectEscrow, type EscrowPayment, readPayment } from "@guildhall/sdk/payments";
import { formatMoney, parseMoney } from "../../../../payments/money.ts";
import { parseDigest } from "../../../lib/arguments.ts";
import type { Context } from "../../../lib/context.ts";
import { TaskError } from "../../../lib/failure.ts";

/** A payment that a task works on. */
export interface FoundPayment {
  readonly escrow: PaymentEscrow;
  readonly payment: EscrowPayment;
  /** Currency of the money that is held. */
  readonly currency: string;
}

/** The payment of that id. */
export async function findPayment(context: Context, id: string): Promise<FoundPayment> {
  const paymentId = parseDigest("payment", id);
  const escrow = await connectEscrow(context.alliance);
  const payment = await readPayment(escrow, paymentId);
  return { escrow, payment, currency: await currencyOf(context, payment.terms.token) };
}

/** Currency of a token; three question marks if it is none that says so, for anyone may agree on any address. */
export async function currencyOf({ provider }: Context, token: string): Promise<string> {
  return SettlementToken__factory.connect(token, provider)
    .currency()
    .catch(() => "???");
}

/** An amount as typed, more than zero. */
export function parseAmount(text: string, currency: string): bigint {
  const { amountMinor } = parseMoney(text, currency);
  if (amountMinor > 0n) return amountMinor;
  throw new TaskError(`"${text}" is nothing.`, "Give an amount of one minor unit or more.");
}

/** An amount with its currency, or in minor units where the currency is not known. */
export function written(amountMinor: bigint, currency: string): string {
  return currency === "???" ? `${amountMinor} minor units` : formatMoney(amountMinor, currency);
}
