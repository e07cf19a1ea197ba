import { lineageOf } from "@guildhall/sdk/assets";
import { action } from "../lib/action.ts";
import { findClaim, formatClaimId } from "./lib/found.ts";
import { drawn, lineageView } from "./lib/lineage-view.ts";
import { aliasOf } from "./lib/view.ts";

interface Arguments {
  claim: string;
}

export default action<Arguments>(async (args, context) => {
  const { claim, format } = await findClaim(context, args.claim);
  const state = await context.readState();
  const root = lineageOf(claim);
  const { terms } = claim;
  const head =
    `Invoice ${terms.invoiceNumber} of ${aliasOf(state, terms.creditor)} to ${aliasOf(state, terms.debtor)}, ` +
    `${format(terms.amountMinor)}, ${claim.status}`;
  const tree =
    root === undefined
      ? "It has no units: the debtor did not accept it."
      : drawn(state, root, claim.pledges, format);
  return {
    data: { claim: formatClaimId(claim.id), lineage: root === undefined ? null : lineageView(state, root) },
    text: `${head}\n${tree}`,
  };
});
