import { encodeReference, newUetr, parseUetr } from "@guildhall/sdk/payments";
import { BadAmount } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import { accountNamed, amountIn } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  payee: string;
  amount: string;
  uetr: string | undefined;
  reason: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const uetr = args.uetr === undefined ? newUetr() : parseUetr(args.uetr);
  const reference = encodeReference({ uetr, reason: args.reason });
  const { token, amount, amountMinor } = await amountIn(context, args.amount, args.bank);
  if (amountMinor === 0n) throw new BadAmount(args.amount, "is nothing to pay");
  const payee = await accountNamed(context, args.payee);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    token.pay.populateTransaction(payee, amountMinor, reference),
    `Paid ${amount} to ${payee}.`,
    { uetr, reference },
  );
});
