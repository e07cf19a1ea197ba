import { connectEscrow, signTerms, writeTerms } from "@guildhall/sdk/payments";
import { agree } from "../../../payments/escrow/agree.ts";
import { readTermsFile } from "../../../payments/escrow/terms-file.ts";
import { action } from "../../lib/action.ts";
import { record, time, toJson } from "../../lib/output.ts";
import { payerSigner } from "./lib/payer.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async ({ file, as }, context) => {
  const escrow = await connectEscrow(context.alliance);
  const terms = await agree(await readTermsFile(file), context.alliance, await context.readState());
  const signer = await payerSigner(context, as, terms.payer);
  const payment = await escrow.paymentIdOf(terms);
  const signature = await signTerms(signer, escrow, terms);
  const data = { payment, terms: writeTerms(terms), signature };
  const facts = {
    payment,
    payer: terms.payer,
    authoriseBefore: time(terms.authoriseBefore),
    captureBefore: time(terms.captureBefore),
    refundBefore: time(terms.refundBefore),
  };
  const text = `Signed. Who delivers it runs \`escrow open <file>\` with what stands below in the file.`;
  return { data, text: `${text}\n${record(facts)}\n${toJson(data)}` };
});
