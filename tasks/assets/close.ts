import { connectAssetClasses } from "@guildhall/sdk/assets";
import { action } from "../lib/action.ts";
import { parseCount } from "../lib/arguments.ts";
import { sendAs } from "../lib/sending.ts";
import { signerOf } from "../lib/signers.ts";

interface Arguments {
  class: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const classes = await connectAssetClasses(context.alliance);
  const classId = parseCount("class", args.class, 1);
  const signer = await signerOf(context, args.as, "operator");
  return sendAs(
    signer,
    classes.closeClass.populateTransaction(classId),
    `Class ${classId} takes no new claims; those that exist go on.`,
  );
});
