import { parseNames, RIGHTS } from "@guildhall/sdk/consortium";
import { action } from "../../../lib/action.ts";
import { parseAddress, required } from "../../../lib/arguments.ts";
import { consentOf } from "../../../lib/consent.ts";
import { memberOf } from "../../../lib/members.ts";
import { sendAs } from "../../../lib/sending.ts";
import { signerOf } from "../../../lib/signers.ts";

interface Arguments {
  account: string;
  rights: string | undefined;
  consent: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const account = parseAddress("account", args.account);
  const rights = parseNames(RIGHTS, required("rights", args.rights));
  const signer = await signerOf(context, args.as);
  const member = await memberOf(context, signer);
  const { deadline, signature } = await consentOf(context, args.consent, member.id, account, rights);
  return sendAs(
    signer,
    context.alliance.registry.addAccount.populateTransaction(account, rights, deadline, signature),
    `${account} acts for ${member.name} from now on.`,
  );
});
