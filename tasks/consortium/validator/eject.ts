import { action } from "../../lib/action.ts";
import { parseAddress } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { chosenSet } from "../../lib/validators.ts";

interface Arguments {
  validator: string;
  rescue: boolean;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const validator = parseAddress("validator", args.validator);
  const set = await chosenSet(context, args.rescue).getAddress();
  return sendAs(
    await signerOf(context, args.as),
    context.alliance.registry.ejectValidator.populateTransaction(set, validator),
    `${validator} is ejected.`,
  );
});
