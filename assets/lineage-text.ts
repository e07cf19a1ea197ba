import type { LineageNode } from "@guildhall/sdk/assets";

/** How accounts and amounts are written. */
export interface Words {
  account(address: string): string;
  amount(units: bigint): string;
  /** A short word on the pledges of an account, or nothing. */
  pledges(address: string): string;
}

/**
 * Draws the lineage of a claim as a tree of lines, from the creditor down.
 *
 * @example
 * delta-castings (0x2361…)  had 12500.00 EUR, holds 8500.00 EUR
 * └─ 4000.00 EUR → kappa-fasteners (0xBcd4…)  tier 1, holds 4000.00 EUR, 1000.00 EUR pledged to aurum-bank
 */
export function drawLineage(root: LineageNode, words: Words): string {
  const first = `${words.account(root.account)}  had ${words.amount(root.received)}, ${holds(root, words)}`;
  return [first, ...branches(root, "", words)].join("\n");
}

function branches({ next }: LineageNode, indent: string, words: Words): string[] {
  return next.flatMap((node, index) => {
    const last = index === next.length - 1;
    const how = node.passages.filter((passage) => passage !== "transferred").join(", ");
    const amount = `${words.amount(node.received)}${how === "" ? "" : ` (${how})`}`;
    const rest = node.drawn ? "as above" : holds(node, words);
    const line = `${indent}${last ? "└─" : "├─"} ${amount} → ${words.account(node.account)}  ${rest}`;
    return [line, ...branches(node, `${indent}${last ? "  " : "│ "} `, words)];
  });
}

function holds({ account, holding }: LineageNode, words: Words): string {
  if (holding === undefined) return "holds nothing any more";
  const pledges = words.pledges(account);
  return `tier ${holding.tier}, holds ${words.amount(holding.units)}${pledges === "" ? "" : `, ${pledges}`}`;
}
