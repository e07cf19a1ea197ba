import { action } from "../../lib/action.ts";
import { signerOf } from "../../lib/signers.ts";
import { readOfferFile } from "../lib/financing.ts";
import { formatClaimId } from "../lib/found.ts";
import { allowUnits } from "../lib/units.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const document = await readOfferFile(context, args.file);
  await allowUnits(context, await signerOf(context, args.as, "operator"), document);
  const data = { claim: formatClaimId(document.terms.claimId), units: document.terms.units };
  return { data, text: `The seller can buy ${data.units} units of ${data.claim} back.` };
});
