import { send } from "@guildhall/sdk";
import { tokenAt } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { nettedAmount, openNetting } from "../../lib/netting.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  amount: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const open = await openNetting(context);
  const { index, token: address, amount, amountMinor } = nettedAmount(open, args.amount);
  const signer = await signerOf(context, args.as, "operator");
  const [account, netting] = await Promise.all([signer.getAddress(), open.netting.getAddress()]);
  const token = tokenAt(context.alliance, address);
  if ((await token.allowance(account, netting)) < amountMinor) {
    await send(signer, await token.approve.populateTransaction(netting, amountMinor));
  }
  return sendAs(
    signer,
    open.netting.deposit.populateTransaction(index, amountMinor),
    `Deposited ${amount} for netting.`,
    { account, amount },
  );
});
