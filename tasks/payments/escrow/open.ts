import { connectEscrow } from "@guildhall/sdk/payments";
import { agree } from "../../../payments/escrow/agree.ts";
import { readTermsFile } from "../../../payments/escrow/terms-file.ts";
import { action } from "../../lib/action.ts";
import { TaskError } from "../../lib/failure.ts";
import { time } from "../../lib/output.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { allow } from "./lib/allowance.ts";
import { readSignedTerms } from "./lib/document.ts";
import { currencyOf, written } from "./lib/found.ts";
import { payerSigner } from "./lib/payer.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async ({ file, as }, context) => {
  const escrow = await connectEscrow(context.alliance);
  const signed = await readSignedTerms(file);
  const terms =
    signed?.terms ?? (await agree(await readTermsFile(file), context.alliance, await context.readState()));
  const paymentId = await escrow.paymentIdOf(terms);
  if ((await escrow.statusOf(terms)) !== 0n) {
    throw new TaskError(
      `Payment ${paymentId} was authorised or revoked before.`,
      "Give the file another UETR, or none, to pay once more.",
    );
  }
  const signer = signed
    ? await signerOf(context, as, "operator")
    : await payerSigner(context, as, terms.payer);
  if (!signed) await allow(signer, terms.token, await escrow.getAddress(), terms.amountMinor);
  const call = signed
    ? escrow.authoriseBySignature.populateTransaction(terms, signed.signature)
    : escrow.authorise.populateTransaction(terms);
  const amount = written(terms.amountMinor, await currencyOf(context, terms.token));
  return sendAs(signer, call, `${amount} are held for ${terms.payee}.`, {
    payment: paymentId,
    authoriseBefore: time(terms.authoriseBefore),
    captureBefore: time(terms.captureBefore),
    refundBefore: time(terms.refundBefore),
    next: `escrow show ${paymentId}`,
  });
});
