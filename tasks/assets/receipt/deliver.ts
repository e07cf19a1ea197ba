import { signDelivery } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { record } from "../../lib/output.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { formatClaimId } from "../lib/found.ts";
import { evidenceOf, findReceipt, type ReceiptArguments } from "../lib/receipts.ts";
import { findSurrender } from "../lib/surrenders.ts";

interface Arguments extends ReceiptArguments {
  surrender: string;
  evidence: string | undefined;
  sign: boolean;
  signature: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { receipts, receipt, format } = await findReceipt(context, args.receipt);
  const { surrenderId, quantity } = findSurrender(receipt, args.surrender);
  const evidenceDigest = evidenceOf(args.evidence);
  const signer = await signerOf(context, args.as, "operator");
  const facts = { receipt: formatClaimId(receipt.id), surrender: surrenderId, quantity: format(quantity) };
  if (args.sign) {
    const delivery = { id: receipt.id, surrenderId, quantity, evidenceDigest };
    const signed = { ...facts, signature: await signDelivery(signer, receipts, delivery) };
    return { data: signed, text: record(signed) };
  }
  const signature = required("signature", args.signature);
  return sendAs(
    signer,
    receipts.deliver.populateTransaction(receipt.id, surrenderId, evidenceDigest, signature),
    `${format(quantity)} are delivered.`,
    facts,
  );
});
