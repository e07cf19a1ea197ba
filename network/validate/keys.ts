import type { NodePlan } from "../bundle/plan.ts";
import { type NodeKey, parseKeyFile } from "../node-key.ts";
import type { BundleParts, KeyFolder } from "./bundle.ts";
import type { Check } from "./check.ts";
import type { Finding, Words } from "./finding.ts";

/** What must hold of the folders with the secret keys of nodes. */
export const keyChecks: Check<KeyFolder>[] = [
  everyFolderIsOfANode,
  everyFolderHoldsAKey,
  everyKeyIsThatOfItsNode,
  everyKeyIsSecret,
];

function* everyFolderIsOfANode(folder: KeyFolder, { plan }: BundleParts): Iterable<Finding> {
  if (plan === undefined || nodeOf(folder, plan.nodes) !== undefined) return;
  yield at(folder, {
    fault: `No node of the plan is called ${folder.node}.`,
    consequence: "Nobody starts a node with this key, and a secret lies where nobody looks after it.",
    cure: "Move the folder away, or enter the node with `network add-node`.",
  });
}

function* everyFolderHoldsAKey(folder: KeyFolder): Iterable<Finding> {
  if (folder.text === undefined) {
    yield at(folder, {
      fault: "The folder holds no key.",
      consequence:
        "The node makes a key of its own when it starts: a stranger whom no list names, and no block comes.",
      cure: "Put the node's key there; if it is lost, rotate it (docs/runbooks/rotate-a-node-key.md).",
    });
    return;
  }
  const { fault } = read(folder.text);
  if (fault === undefined) return;
  yield at(folder, {
    fault,
    consequence: "The node does not start.",
    cure: "Put the node's key there again, from its backup.",
  });
}

function* everyKeyIsThatOfItsNode(folder: KeyFolder, { plan, keyFolders }: BundleParts): Iterable<Finding> {
  const key = read(folder.text).key;
  const node = nodeOf(folder, plan?.nodes ?? []);
  if (key === undefined) return;
  const twin = keyFolders.find((other) => other !== folder && read(other.text).key?.address === key.address);
  if (twin !== undefined && twin.node < folder.node) {
    yield at(folder, {
      fault: `It holds the same key as ${twin.file}.`,
      consequence:
        "Two nodes under one address: peers keep one of them, and as validators they sign two blocks of one height.",
      cure: "Give each node its own key.",
    });
  }
  if (node === undefined || node.publicKey === key.publicKey) return;
  const owner = plan?.nodes.find(({ publicKey }) => publicKey === key.publicKey);
  yield at(folder, {
    fault:
      `It holds the key of ${owner?.name ?? "no node of the plan"} (${key.address}); ` +
      `${node.name} is ${node.address}.`,
    consequence:
      "The node runs under another address than its peers expect at its place: they refuse it, and it seals for another.",
    cure:
      owner === undefined
        ? "Put the node's own key there."
        : "Move each key into the folder of its own node.",
  });
}

function* everyKeyIsSecret(folder: KeyFolder): Iterable<Finding> {
  if (folder.mode === undefined || (folder.mode & 0o077) === 0) return;
  yield at(folder, {
    fault: `Others can read it (mode ${folder.mode.toString(8).padStart(4, "0")}).`,
    consequence: "Whoever logs in to this machine can seal blocks in this node's name.",
    cure: `chmod 600 ${folder.file}; rotate the key if someone may have read it.`,
  });
}

function nodeOf({ node }: KeyFolder, nodes: readonly NodePlan[]): NodePlan | undefined {
  return nodes.find(({ name }) => name === node);
}

function read(text: string | undefined): { key?: NodeKey; fault?: string } {
  if (text === undefined) return {};
  try {
    return { key: parseKeyFile(text) };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

function at({ file }: KeyFolder, words: Words): Finding {
  return { file, ...words };
}
