import type { WarehouseReceipts } from "@guildhall/sdk";
import { connectReceipts, type ReceiptDetails, type ReceiptTerms, readReceipt } from "@guildhall/sdk/assets";
import { formatDecimal, parseDecimal, scaled } from "@guildhall/sdk/orders";
import { type ContractTransaction, isHexString, type Signer } from "ethers";
import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { wordOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { formatClaimId } from "./found.ts";

/** A warehouse receipt that a task works on. */
export interface FoundReceipt {
  readonly receipts: WarehouseReceipts;
  readonly receipt: ReceiptDetails;
  /** Writes a quantity of its goods. */
  format(quantity: bigint): string;
}

/** Arguments of every task that changes one receipt. */
export interface ReceiptArguments {
  receipt: string;
  as: string | undefined;
}

/** What a task is about to do with a receipt. */
interface ReceiptStep {
  readonly call: Promise<ContractTransaction>;
  readonly did: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** What is known when a step is planned. */
interface ReceiptSetting<ArgumentsT> {
  readonly args: ArgumentsT;
  readonly context: Context;
  readonly signer: Signer;
}

/** The receipt of that id. */
export async function findReceipt({ alliance }: Context, text: string): Promise<FoundReceipt> {
  if (!isHexString(text, 32)) {
    throw new TaskError(
      `"${text}" is not the id of a receipt.`,
      "Give 0x and 64 hex digits; `receipt list` shows the receipts.",
    );
  }
  const receipts = await connectReceipts(alliance);
  const receipt = await readReceipt(receipts, BigInt(text));
  return { receipts, receipt, format: formatterOf(receipt.terms) };
}

/** Writes quantities in the unit of a receipt. */
export function formatterOf({ exponent, unit }: ReceiptTerms): (quantity: bigint) => string {
  return (quantity) => `${formatDecimal({ digits: quantity, decimals: exponent })} ${unit}`;
}

/** A quantity as typed, with the unit of the receipt or without, in minor units of measure. */
export function quantityIn({ receipt: { terms } }: FoundReceipt, text: string): bigint {
  const [amount = "", unit = terms.unit, ...rest] = text.trim().split(/\s+/);
  if (unit !== terms.unit || rest.length > 0)
    throw new TaskError(`"${text}" is no quantity in ${terms.unit}.`, `Write it as 4.5 ${terms.unit}.`);
  return scaled(parseDecimal(amount, terms.exponent), terms.exponent);
}

/** What an act rests on, as it goes on the ledger: a digest as given, words by their digest. */
export function evidenceOf(text: string | undefined): string {
  return wordOf(required("evidence", text));
}

/** The action of a task that changes one receipt, signed by an account that does business for the one who signs. */
export function receiptStep<ArgumentsT extends ReceiptArguments>(
  plan: (found: FoundReceipt, setting: ReceiptSetting<ArgumentsT>) => ReceiptStep | Promise<ReceiptStep>,
) {
  return action<ArgumentsT>(async (args, context) => {
    const found = await findReceipt(context, args.receipt);
    const signer = await signerOf(context, args.as, "operator");
    const { call, did, facts } = await plan(found, { args, context, signer });
    return sendAs(signer, call, did, { receipt: formatClaimId(found.receipt.id), ...facts });
  });
}
