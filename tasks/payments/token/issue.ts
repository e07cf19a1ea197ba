import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { accountNamed, amountIn, issuingBank, wordOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  to: string;
  amount: string;
  reference: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const reference = wordOf(required("reference", args.reference));
  const { token, amount, amountMinor } = await amountIn(
    context,
    args.amount,
    await issuingBank(context, args),
  );
  const account = await accountNamed(context, args.to);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    token.issue.populateTransaction(account, amountMinor, reference),
    `Issued ${amount} to ${account}.`,
    { reference },
  );
});
