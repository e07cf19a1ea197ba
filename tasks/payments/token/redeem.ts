import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { amountIn, wordOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  amount: string;
  reference: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const reference = wordOf(required("reference", args.reference));
  const { token, amount, amountMinor } = await amountIn(context, args.amount, args.bank);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    token.redeem.populateTransaction(amountMinor, reference),
    `Redeemed ${amount}; the bank owes it outside the ledger now.`,
    { reference },
  );
});
