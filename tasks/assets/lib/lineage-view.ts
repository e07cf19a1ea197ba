import type { ClaimPledge, LineageNode } from "@guildhall/sdk/assets";
import type { AllianceState } from "@guildhall/sdk/consortium";
import { drawLineage } from "../../../assets/lineage-text.ts";
import { accountName, aliasOf } from "./view.ts";

/** The lineage of a claim of any room as a tree of lines. */
export function drawn(
  state: AllianceState,
  root: LineageNode,
  pledges: readonly ClaimPledge[],
  format: (units: bigint) => string,
): string {
  return drawLineage(root, {
    account: (address) => accountName(state, address),
    amount: format,
    pledges: (address) =>
      pledges
        .filter(({ holder }) => holder === address)
        .map(({ units, pledgee }) => `${format(units)} pledged to ${aliasOf(state, pledgee)}`)
        .join(", "),
  });
}

interface NodeView {
  holder: string;
  received: bigint;
  how: readonly string[];
  tier: number | undefined;
  holds: bigint | undefined;
  next: NodeView[];
}

/** The same, for machines. */
export function lineageView(
  state: AllianceState,
  { account, received, passages, holding, next }: LineageNode,
): NodeView {
  return {
    holder: accountName(state, account),
    received,
    how: passages,
    tier: holding?.tier,
    holds: holding?.units,
    next: next.map((node) => lineageView(state, node)),
  };
}
