import { action } from "../../../lib/action.ts";
import { parseAddress } from "../../../lib/arguments.ts";
import { sendAs } from "../../../lib/sending.ts";
import { signerOf } from "../../../lib/signers.ts";

interface Arguments {
  account: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const account = parseAddress("account", args.account);
  return sendAs(
    await signerOf(context, args.as),
    context.alliance.registry.removeAccount.populateTransaction(account),
    `${account} is removed for good.`,
  );
});
