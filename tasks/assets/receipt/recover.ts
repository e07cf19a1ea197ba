import { action } from "../../lib/action.ts";
import { parseAddress } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { formatClaimId } from "../lib/found.ts";
import { findReceipt } from "../lib/receipts.ts";

interface Arguments {
  receipt: string;
  account: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { receipts, receipt } = await findReceipt(context, args.receipt);
  const lost = parseAddress("account", args.account);
  const signer = await signerOf(context, args.as, "admin");
  const receiver = await signer.getAddress();
  const pledges = receipt.pledges.filter(({ holder }) => holder === lost).map(({ pledgeId }) => pledgeId);
  return sendAs(
    signer,
    receipts.recover.populateTransaction(receipt.id, lost, receiver, pledges),
    `What ${lost} held is with ${receiver}.`,
    { receipt: formatClaimId(receipt.id), pledges },
  );
});
