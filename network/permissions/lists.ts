import type { Answer, Ask } from "../observe/ask.ts";

/** One of the two lists by which a Besu node lets peers and senders in. */
export type ListName = "nodes" | "accounts";

const METHODS = {
  nodes: {
    get: "perm_getNodesAllowlist",
    add: "perm_addNodesToAllowlist",
    remove: "perm_removeNodesFromAllowlist",
  },
  accounts: {
    get: "perm_getAccountsAllowlist",
    add: "perm_addAccountsToAllowlist",
    remove: "perm_removeAccountsFromAllowlist",
  },
} as const;

/** Reads a list of a node, in the node's own spelling. */
export function readList(ask: Ask, list: ListName): Promise<Answer<string[]>> {
  return ask(METHODS[list].get, [], (entries) => entries as string[]);
}

/**
 * Adds entries to a list, or takes them off, in one request: the node does all of it or, if one of them is refused,
 * nothing.
 */
export function changeList(
  ask: Ask,
  list: ListName,
  change: "add" | "remove",
  entries: readonly string[],
): Promise<Answer<unknown>> {
  return ask(METHODS[list][change], [entries], (result) => result);
}

/** Whether the node runs without this list, so that it lets everyone in. */
export function isDisabled({ fault }: Answer<unknown>): boolean {
  return fault !== undefined && /allowlist has not been enabled/i.test(fault.message);
}

/** Whether the node refused to take a static node or bootnode off its list. */
export function isFixed({ fault }: Answer<unknown>): boolean {
  return fault !== undefined && /cannot remove a fixed node/i.test(fault.message);
}

/** What two spellings of one entry have in common: accounts in lower case, enodes without their query. */
export function canonical(entry: string): string {
  return (entry.split("?")[0] ?? entry).toLowerCase();
}
