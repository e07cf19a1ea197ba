import { stringify } from "smol-toml";
import type { Alliance } from "../alliance.ts";
import type { NetworkPlan } from "./plan.ts";

/** The text of network.json. */
export function formatPlan(plan: NetworkPlan): string {
  return toJson(plan);
}

/** The text of static-nodes.json: all nodes; each skips itself. */
export function formatStaticNodes({ nodes }: NetworkPlan): string {
  return toJson(nodes.map(({ enode }) => enode));
}

/** The text of permissions_config.toml: which nodes may be peers, and which accounts may send transactions. */
export function formatPermissions({ nodes }: NetworkPlan, { members }: Alliance): string {
  return `${stringify({
    "nodes-allowlist": nodes.map(({ enode }) => enode),
    "accounts-allowlist": members.flatMap(({ accounts }) =>
      accounts.map(({ address }) => address.toLowerCase()),
    ),
  })}`;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
