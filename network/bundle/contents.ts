import type { Alliance } from "../alliance.ts";
import type { NodeKey } from "../node-key.ts";
import { formatBesuToml } from "./besu-options.ts";
import { formatCompose } from "./compose.ts";
import { formatPermissions, formatPlan, formatStaticNodes } from "./config-files.ts";
import { containerScripts } from "./containers.ts";
import type { BundleFile } from "./files.ts";
import { kubernetesFiles } from "./kubernetes.ts";
import { monitoringFiles } from "./monitoring.ts";
import { formatKeyFile } from "./node-keys.ts";
import type { Reach } from "./node-plans.ts";
import { BUNDLE, type NetworkPlan } from "./plan.ts";
import { proxyFiles } from "./proxy.ts";
import { formatReadme } from "./readme.ts";

/** What the files of a bundle follow from. */
export interface BundleContents {
  plan: NetworkPlan;
  reach: Reach;
  alliance: Alliance;
  /** The file that the alliance stands in. */
  text: string;
  /** The genesis file. */
  genesis: string;
  /** Secret keys by the names of their nodes. */
  keys: ReadonlyMap<string, NodeKey>;
}

/**
 * Every file of a bundle, in the order in which they are written. Keys come first: what follows from them is then the same in a
 * run that completes this one. The plan comes last: where it lies, all lies.
 */
export function bundleFiles({ plan, reach, alliance, text, genesis, keys }: BundleContents): BundleFile[] {
  return [
    ...[...keys].map(([name, key]) => ({ path: BUNDLE.keyOf(name), text: formatKeyFile(key), secret: true })),
    { path: ".gitignore", text: IGNORED },
    { path: BUNDLE.alliance, text },
    { path: BUNDLE.genesis, text: genesis },
    { path: BUNDLE.staticNodes, text: formatStaticNodes(plan) },
    { path: BUNDLE.permissions, text: formatPermissions(plan, alliance) },
    { path: BUNDLE.besu, text: formatBesuToml(plan) },
    ...containerScripts(plan),
    { path: "compose.yaml", text: formatCompose(plan, reach) },
    ...monitoringFiles(plan, reach),
    ...proxyFiles(plan),
    ...kubernetesFiles(plan, reach),
    { path: "README.md", text: formatReadme(plan, reach) },
    { path: BUNDLE.plan, text: formatPlan(plan) },
  ];
}

const IGNORED = "/nodes/\n/.env\n/data/\n/logs/\n/run/\n/anvil/\n";
