import { connectJournal } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { parseDigest } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  session: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const session = parseDigest("session", args.session);
  const journal = await connectJournal(context.alliance);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    journal.close.populateTransaction(session),
    `Session ${session} is closed.`,
  );
});
