import { action } from "../../lib/action.ts";
import { accountNamed, issuingBank, moneyOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  account: string;
  currency: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { token, currency } = await moneyOf(context, { ...args, bank: await issuingBank(context, args) });
  const account = await accountNamed(context, args.account);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    token.unfreeze.populateTransaction(account),
    `${account} pays and receives ${currency} again.`,
  );
});
