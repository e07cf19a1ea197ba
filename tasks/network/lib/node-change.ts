import type { NodeChange } from "../../../network/bundle/change-nodes.ts";
import { ownNodes } from "../../../network/bundle/plan.ts";
import { record } from "../../lib/output.ts";

/** A JSON-RPC call that a running node is told a change with. */
export interface Call {
  url: string;
  method: string;
  params: unknown[];
}

const METHODS = {
  // A node lets in only whom its list names, so the list comes first.
  add: ["perm_addNodesToAllowlist", "admin_addPeer"],
  // A static node cannot be taken off the list: nodes that were started with it keep it until they are restarted.
  remove: ["admin_removePeer"],
} as const;

/** How one's own running nodes are told of a change without a restart. */
export function callsAfter({ node, plan }: NodeChange, change: keyof typeof METHODS): Call[] {
  const running = ownNodes(plan).filter(({ name }) => name !== node.name);
  return METHODS[change].flatMap((method) =>
    running.map(({ rpcUrl = "" }) => ({
      url: rpcUrl,
      method,
      params: method.startsWith("perm_") ? [[node.enode]] : [node.enode],
    })),
  );
}

/** The node, the files that changed, and how running nodes are told. */
export function describeNodeChange({ node, written }: NodeChange, calls: readonly Call[]): string {
  const { name, member, seat, address, endpoint, rpcUrl } = node;
  const commands = calls.map(({ url, method, params }) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    return `curl -s ${url} -H 'content-type: application/json' -d '${body}'`;
  });
  return [
    record({ node: name, member, seat, address, endpoint, rpc: rpcUrl, written }),
    "Every member makes the same change in its own bundle. Running nodes are told without a restart:",
    commands.join("\n"),
    "Each answers true or Success. Nodes that are restarted read the changed files.",
  ].join("\n\n");
}
