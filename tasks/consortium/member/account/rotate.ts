import { action } from "../../../lib/action.ts";
import { parseAddress } from "../../../lib/arguments.ts";
import { consentOf } from "../../../lib/consent.ts";
import { accountOfMember, memberOf } from "../../../lib/members.ts";
import { sendAs } from "../../../lib/sending.ts";
import { signerOf } from "../../../lib/signers.ts";

interface Arguments {
  account: string;
  replacement: string;
  consent: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const signer = await signerOf(context, args.as);
  const member = await memberOf(context, signer);
  const { address: account, rights } = accountOfMember(member, parseAddress("account", args.account));
  const replacement = parseAddress("replacement", args.replacement);
  const { deadline, signature } = await consentOf(context, args.consent, member.id, replacement, rights);
  return sendAs(
    signer,
    context.alliance.registry.rotateAccount.populateTransaction(account, replacement, deadline, signature),
    `${replacement} takes over from ${account}, which is removed.`,
  );
});
