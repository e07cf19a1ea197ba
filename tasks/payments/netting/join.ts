import { connectNetting } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const netting = await connectNetting(context.alliance);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    netting.join.populateTransaction(),
    "Takes part in netting.",
  );
});
