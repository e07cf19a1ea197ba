import { action } from "../lib/action.ts";
import { parseAddress } from "../lib/arguments.ts";
import { sendAs } from "../lib/sending.ts";
import { signerOf } from "../lib/signers.ts";
import { findClaim, formatClaimId } from "./lib/found.ts";

interface Arguments {
  claim: string;
  account: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { receivables, claim } = await findClaim(context, args.claim);
  const lost = parseAddress("account", args.account);
  const signer = await signerOf(context, args.as, "admin");
  const receiver = await signer.getAddress();
  const pledges = claim.pledges.filter(({ holder }) => holder === lost).map(({ pledgeId }) => pledgeId);
  return sendAs(
    signer,
    receivables.recover.populateTransaction(claim.id, lost, receiver, pledges),
    `What ${lost} held is with ${receiver}.`,
    { claim: formatClaimId(claim.id), pledges },
  );
});
