import { connectJournal } from "@guildhall/sdk/consortium";
import { hexlify, keccak256, randomBytes } from "ethers";
import { action } from "../../lib/action.ts";
import { parseCount } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  hours: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const hours = parseCount("--hours", args.hours ?? "8", 1);
  const signer = await signerOf(context, args.as, "operator");
  const journal = await connectJournal(context.alliance);
  const head = await context.provider.getBlock("latest");
  const secret = hexlify(randomBytes(32));
  const session = keccak256(secret);
  return sendAs(
    signer,
    journal.open.populateTransaction(session, (head?.timestamp ?? 0) + hours * 3600),
    `Signed in for ${hours} hours. Only you see the secret; the ledger keeps its digest.`,
    { session, secret },
  );
});
