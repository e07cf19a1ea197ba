import { isDisabled } from "../../permissions/lists.ts";
import { type Finding, NETWORK } from "../finding.ts";
import { addressOf, type Case, validatorsOf } from "./case.ts";
import { listed } from "./words.ts";

/** Validators that take transactions of any account: blocks are not checked when they are imported. */
export function examinePermissions(given: Case): Finding[] {
  const validators = validatorsOf(given) ?? [];
  const seats = given.second.nodes.filter((node) => validators.includes(addressOf(node) ?? ""));
  const open = seats.filter(({ accountList }) => isDisabled(accountList)).map(({ target }) => target.name);
  const guarded = given.second.nodes.filter(({ accountList }) => accountList.value !== undefined);
  if (open.length === 0) return [];
  if (guarded.length === 0) {
    return [
      {
        name: "account-list-nowhere",
        severity: "warning",
        where: NETWORK,
        evidence: `no account list at ${listed(open)}`,
        cause: "No node checks who sends transactions; whoever reaches a node may.",
        cure: "Start all nodes with --permissions-accounts-config-file-enabled, then run `network sync-permissions`.",
        runbook: "permissions",
      },
    ];
  }
  return open.map((where) => ({
    name: "account-list-hole",
    severity: "broken",
    where,
    evidence: `this validator has no account list, ${guarded.length} other nodes have one`,
    cause:
      "It puts transactions of any account into its blocks, and the others import them: one such validator is a hole.",
    cure: "Start it with --permissions-accounts-config-file-enabled, then run `network sync-permissions`.",
    runbook: "permissions",
  }));
}
