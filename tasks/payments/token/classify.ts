import { action } from "../../lib/action.ts";
import { parseCount } from "../../lib/arguments.ts";
import { accountNamed, issuingBank, moneyOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  account: string;
  class: string;
  currency: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { token } = await moneyOf(context, { ...args, bank: await issuingBank(context, args) });
  const account = await accountNamed(context, args.account);
  const limitClass = parseCount("class", args.class, 0, 255);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    token.classify.populateTransaction(account, limitClass),
    `${account} is under the limits of class ${limitClass} from now on.`,
  );
});
