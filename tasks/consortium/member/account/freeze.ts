import { action } from "../../../lib/action.ts";
import { parseAddress } from "../../../lib/arguments.ts";
import { sendAs } from "../../../lib/sending.ts";
import { officeSigner, signerOf } from "../../../lib/signers.ts";

interface Arguments {
  account: string;
  lift: boolean;
  compliance: boolean;
  as: string | undefined;
}

export default action<Arguments>(async ({ account: typed, lift, compliance, as }, context) => {
  const { registry } = context.alliance;
  const account = parseAddress("account", typed);
  const [freeze, unfreeze] = compliance
    ? [registry.complianceFreeze, registry.complianceUnfreeze]
    : [registry.freezeAccount, registry.unfreezeAccount];
  const signer = compliance ? await officeSigner(context, as, "compliance") : await signerOf(context, as);
  return sendAs(
    signer,
    (lift ? unfreeze : freeze).populateTransaction(account),
    lift ? `The freeze of ${account} is lifted.` : `${account} is frozen.`,
  );
});
