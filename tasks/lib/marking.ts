import { connectNetting } from "@guildhall/sdk/payments";
import { action } from "./action.ts";
import { parseCount, parseList } from "./arguments.ts";
import { sendAs } from "./sending.ts";
import { signerOf } from "./signers.ts";

interface Arguments {
  ids: string;
  as: string | undefined;
}

/** The action of a task that marks obligations of the signer's organisation. */
export function marking(call: "hold" | "release" | "cancel", did: string) {
  return action<Arguments>(async (args, context) => {
    const ids = parseList(args.ids).map((id) => parseCount("id", id, 1));
    const netting = await connectNetting(context.alliance);
    return sendAs(
      await signerOf(context, args.as, "operator"),
      netting[call].populateTransaction(ids),
      `${ids.length === 1 ? `Obligation ${ids[0]} is` : `${ids.length} obligations are`} ${did}.`,
      { ids },
    );
  });
}
