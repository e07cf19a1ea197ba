import { getAddress, isAddress } from "ethers";
import { BUNDLE } from "../bundle/plan.ts";
import type { BundleParts } from "./bundle.ts";
import type { Check } from "./check.ts";
import type { Finding } from "./finding.ts";
import { shown } from "./genesis.ts";
import { judgeEnode } from "./peers.ts";
import type { SourceFile } from "./source-file.ts";

const NODES = "nodes-allowlist";
const ACCOUNTS = "accounts-allowlist";

/** What must hold in the lists of nodes and accounts that a node admits. */
export const permissionChecks: Check<SourceFile>[] = [
  everyPeerIsAllowed,
  everyAllowedNodeIsOfThePlan,
  everyAccountIsAnAddress,
  everyMemberMaySend,
];

function* everyPeerIsAllowed(permissions: SourceFile, { plan, staticNodes }: BundleParts): Iterable<Finding> {
  const allowed = permissions.items(NODES);
  const peers = new Set([...(staticNodes?.items() ?? []), ...(plan?.nodes ?? []).map(({ enode }) => enode)]);
  for (const peer of [...peers].filter((each) => !allowed.includes(each))) {
    const name = plan?.nodes.find(({ enode }) => enode === peer)?.name ?? "a peer";
    yield permissions.finding([NODES], {
      fault: `The list of nodes lacks ${name} (${String(peer)}).`,
      consequence:
        'No node starts: "Specified node(s) not in nodes-allowlist", since every static node must be allowed.',
      cure: `Add it exactly as it stands in ${BUNDLE.staticNodes}.`,
    });
  }
}

function* everyAllowedNodeIsOfThePlan(permissions: SourceFile, { plan }: BundleParts): Iterable<Finding> {
  for (const entry of permissions.items(NODES)) {
    const words = judgeEnode(entry, plan);
    if (words !== undefined) yield permissions.finding([NODES], words);
  }
}

function* everyAccountIsAnAddress(permissions: SourceFile): Iterable<Finding> {
  const seen = new Set<string>();
  for (const account of permissions.items(ACCOUNTS)) {
    const text = String(account).toLowerCase();
    if (!isAddress(text) || !text.startsWith("0x")) {
      yield permissions.finding([ACCOUNTS], {
        fault: `${shown(account)} is not an account.`,
        consequence: "Nodes refuse the file and do not start.",
        cure: "Write 0x and 40 hex digits.",
      });
    } else if (seen.has(text)) {
      yield permissions.finding([ACCOUNTS], {
        fault: `${text} stands twice.`,
        consequence: "Taking it off the list once leaves it on the list.",
        cure: "Delete one of the two.",
      });
    }
    seen.add(text);
  }
}

function* everyMemberMaySend(permissions: SourceFile, { alliance }: BundleParts): Iterable<Finding> {
  const allowed = permissions.items(ACCOUNTS).map((account) => String(account).toLowerCase());
  if (allowed.length === 0) {
    yield permissions.finding([ACCOUNTS], {
      fault: "The list of accounts is empty or missing.",
      consequence: "Nobody may send a transaction; without the key no node starts.",
      cure: "List the accounts of all members; `network sync-permissions` takes them from the register.",
    });
    return;
  }
  for (const { name, accounts } of alliance?.members ?? []) {
    const missing = accounts.filter(({ address }) => !allowed.includes(address.toLowerCase()));
    if (missing.length === 0) continue;
    yield permissions.finding([ACCOUNTS], {
      fault: `The list of accounts lacks ${missing.map(({ address }) => getAddress(address)).join(", ")} of ${name}.`,
      consequence: 'Its transactions are refused: "Sender account not authorized to send transactions".',
      cure: "Add it; `network sync-permissions` takes the accounts from the register.",
    });
  }
}
