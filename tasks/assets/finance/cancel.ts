import { connectFinancing } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { parseCount, parseList } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  nonces: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const nonces = parseList(args.nonces).map((text) => parseCount("nonce", text));
  const financing = await connectFinancing(context.alliance);
  const signer = await signerOf(context, args.as, "operator");
  return sendAs(
    signer,
    financing.cancel.populateTransaction(nonces),
    `Took back every offer of ${await signer.getAddress()} with the number ${nonces.join(", ")}.`,
  );
});
