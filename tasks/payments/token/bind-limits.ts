import { action } from "../../lib/action.ts";
import { parseList } from "../../lib/arguments.ts";
import { accountNamed, moneyOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  accounts: string;
  currency: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { token } = await moneyOf(context, args);
  const accounts = await Promise.all(parseList(args.accounts).map((each) => accountNamed(context, each)));
  return sendAs(
    await signerOf(context, args.as, "operator"),
    token.bindLimits.populateTransaction(accounts),
    `The present limits hold for ${accounts.join(", ")} at once.`,
  );
});
