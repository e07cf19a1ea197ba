import { nodeOptions, PERMISSIONS_COPY } from "./besu-options.ts";
import type { BundleFile } from "./files.ts";
import type { Reach } from "./node-plans.ts";
import { headAgeLimit, type NetworkPlan, type NodePlan } from "./plan.ts";

/** Paths within a node's container. */
export const INSIDE = { config: "/config", data: "/var/lib/besu", key: "/key", memory: "/run/besu" } as const;

/** Scripts that containers run, in the folder with the network's common files. */
export const SCRIPTS = { start: "start-besu.sh", headAge: "head-age.sh" } as const;

/** What JSON-RPC and metrics listen on, as the node's process sees it. */
export function listeners(node: NodePlan, reach: Reach) {
  const host = reach === "bridge" ? "0.0.0.0" : "127.0.0.1";
  return { rpc: { host, port: portOf(node.rpcUrl) }, metrics: { host, port: portOf(node.metricsUrl) } };
}

/** Options of a node whose key lies at `key` in its container. */
export function optionsInside(node: NodePlan, reach: Reach, key: string): Record<string, string> {
  const { config, data } = INSIDE;
  const p2pInterface = reach === "loopback" ? "127.0.0.1" : "0.0.0.0";
  return nodeOptions(node, { config, data, key, p2pInterface, ...listeners(node, reach) });
}

function portOf(url: string | undefined): number {
  return Number(new URL(url ?? "").port);
}

/** The scripts in `config`. */
export function containerScripts(plan: NetworkPlan): BundleFile[] {
  return [
    { path: `config/${SCRIPTS.start}`, text: START },
    { path: `config/${SCRIPTS.headAge}`, text: headAge(headAgeLimit(plan)) },
  ];
}

const START = `#!/bin/bash
# What is left to do before the entry point of Besu's image takes over.
set -eu

# Besu rewrites its permission lists, so each node has a copy of its own; one that is there holds later changes.
[ -f ${INSIDE.data}/${PERMISSIONS_COPY} ] || cp ${INSIDE.config}/${PERMISSIONS_COPY} ${INSIDE.data}/

# Besu runs as a user who may not read another owner's file of mode 0600: a copy of the key, in memory only.
install -o besu -g besu -m 0400 ${INSIDE.key} ${INSIDE.memory}/key

exec besu-entry.sh
`;

function headAge(limit: number): string {
  return `#!/bin/bash
# Healthy while the newest block is younger than ${limit} seconds. Whether the node answers says little: a node whose chain stands
# still goes on answering, and /readiness goes on saying UP.
set -eu
body='{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":["latest",false]}'
exec 3<>"/dev/tcp/127.0.0.1/$BESU_RPC_HTTP_PORT"
printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Type: application/json\\r\\nContent-Length: %s\\r\\nConnection: close\\r\\n\\r\\n%s' \\
  "\${#body}" "$body" >&3
answer=$(cat <&3)
[[ $answer =~ \\"timestamp\\":\\"(0x[0-9a-f]+)\\" ]] || { echo "no block: \${answer:0:200}"; exit 1; }
age=$(($(date +%s) - BASH_REMATCH[1]))
echo "newest block is $age s old"
((age <= ${limit}))
`;
}
