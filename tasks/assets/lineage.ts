import { type LineageNode, lineageOf } from "@guildhall/sdk/assets";
import type { AllianceState } from "@guildhall/sdk/consortium";
import { drawLineage } from "../../assets/lineage-text.ts";
import { action } from "../lib/action.ts";
import { type FoundClaim, findClaim, formatClaimId } from "./lib/found.ts";
import { accountName, aliasOf } from "./lib/view.ts";

interface Arguments {
  claim: string;
}

export default action<Arguments>(async (args, context) => {
  const found = await findClaim(context, args.claim);
  const state = await context.readState();
  const { claim, format } = found;
  const root = lineageOf(claim);
  const { terms } = claim;
  const head =
    `Invoice ${terms.invoiceNumber} of ${aliasOf(state, terms.creditor)} to ${aliasOf(state, terms.debtor)}, ` +
    `${format(terms.amountMinor)}, ${claim.status}`;
  const words = {
    account: (address: string) => accountName(state, address),
    amount: format,
    pledges: (address: string) => pledgesOf(found, state, address),
  };
  const tree =
    root === undefined ? "It has no units: the debtor did not accept it." : drawLineage(root, words);
  return {
    data: { claim: formatClaimId(claim.id), lineage: root === undefined ? null : viewOf(state, root) },
    text: `${head}\n${tree}`,
  };
});

function pledgesOf({ claim, format }: FoundClaim, state: AllianceState, account: string): string {
  return claim.pledges
    .filter(({ holder }) => holder === account)
    .map(({ units, pledgee }) => `${format(units)} pledged to ${aliasOf(state, pledgee)}`)
    .join(", ");
}

interface NodeView {
  holder: string;
  received: bigint;
  how: readonly string[];
  tier: number | undefined;
  holds: bigint | undefined;
  next: NodeView[];
}

function viewOf(state: AllianceState, { account, received, passages, holding, next }: LineageNode): NodeView {
  return {
    holder: accountName(state, account),
    received,
    how: passages,
    tier: holding?.tier,
    holds: holding?.units,
    next: next.map((node) => viewOf(state, node)),
  };
}
