import { encodeReference, newUetr } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { parseAddress } from "../../lib/arguments.ts";
import { nettedAmount, openNetting } from "../../lib/netting.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  amount: string;
  to: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const open = await openNetting(context);
  const { index, amount, amountMinor } = nettedAmount(open, args.amount);
  const signer = await signerOf(context, args.as, "operator");
  const payee = args.to === undefined ? await signer.getAddress() : parseAddress("--to", args.to);
  const uetr = newUetr();
  const reference = encodeReference({ uetr });
  return sendAs(
    signer,
    open.netting.withdraw.populateTransaction(index, amountMinor, payee, reference),
    `Withdrew ${amount} to ${payee}.`,
    { payee, amount, uetr },
  );
});
