import { action } from "../../lib/action.ts";
import { parseAddress, required } from "../../lib/arguments.ts";
import { parseSigned } from "../../lib/consent.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { chosenSet } from "../../lib/validators.ts";

interface Arguments {
  validator: string;
  replacement: string;
  proof: string | undefined;
  rescue: boolean;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const validator = parseAddress("validator", args.validator);
  const replacement = parseAddress("replacement", args.replacement);
  const { deadline, signature } = parseSigned("proof", required("proof", args.proof));
  const set = await chosenSet(context, args.rescue).getAddress();
  return sendAs(
    await signerOf(context, args.as),
    context.alliance.registry.swapValidator.populateTransaction(
      set,
      validator,
      replacement,
      deadline,
      signature,
    ),
    `${replacement} seals from the next block on in place of ${validator}.`,
  );
});
