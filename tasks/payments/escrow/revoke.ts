import { connectEscrow } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { TaskError } from "../../lib/failure.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { readSignedTerms } from "./lib/document.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async ({ file, as }, context) => {
  const signed = await readSignedTerms(file);
  if (signed === undefined) {
    throw new TaskError(`${file} holds no signed terms.`, "Give the JSON that `escrow sign` printed.");
  }
  const escrow = await connectEscrow(context.alliance);
  return sendAs(
    await signerOf(context, as, "operator"),
    escrow.revoke.populateTransaction(signed.terms),
    "The terms can never be authorised.",
    { payment: await escrow.paymentIdOf(signed.terms) },
  );
});
