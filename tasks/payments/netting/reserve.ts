import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { nettedCurrency, openNetting } from "../../lib/netting.ts";
import { sendAs } from "../../lib/sending.ts";
import { parseShare } from "../../lib/shares.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  share: string;
  currency: string;
  member: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const bps = parseShare("share", args.share);
  const { netting, currencies } = await openNetting(context);
  const { index, currency } = nettedCurrency(currencies, args.currency);
  const signer = await signerOf(context, args.as, "operator");
  if (args.member === undefined) {
    return sendAs(
      signer,
      netting.keepReserve.populateTransaction(index, bps),
      `Cycles leave ${args.share} of the ${currency} balance alone.`,
    );
  }
  const member = findMember(await context.readState(), args.member);
  return sendAs(
    signer,
    netting.requireReserve.populateTransaction(member.id, index, bps),
    `Cycles leave ${args.share} of the ${currency} balance of ${member.name} alone.`,
  );
});
