import { encodeReference, newUetr } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { accountNamed } from "../../lib/money.ts";
import { nettedAmount, openNetting } from "../../lib/netting.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  member: string;
  amount: string;
  to: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const open = await openNetting(context);
  const { index, amount, amountMinor } = nettedAmount(open, args.amount);
  const member = findMember(await context.readState(), args.member);
  const payee = await accountNamed(context, args.to ?? args.member);
  const uetr = newUetr();
  return sendAs(
    await signerOf(context, args.as, "operator"),
    open.netting.payOut.populateTransaction(member.id, index, amountMinor, payee, encodeReference({ uetr })),
    `Put ${amount} aside for ${member.name}.`,
    { payee, amount, uetr },
  );
});
