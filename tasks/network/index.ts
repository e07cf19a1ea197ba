import { emptyTask } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads } from "../lib/verb.ts";

const dir = {
  name: "dir",
  description: "Folder of the bundle",
  type: ArgumentType.STRING,
  defaultValue: "bundle",
} as const;
const rpc = optional(
  "rpc",
  "JSON-RPC URLs of nodes to look at besides, or without a bundle, comma-separated",
);
const limit = optional("limit", "Seconds that a node may take to answer (default 3)");

/** Every task of the room `network`. */
export const networkTasks: TaskDefinition[] = [
  emptyTask("network", "The nodes of the alliance's chain").build(),
  reads(
    ["network", "status"],
    "Shows every node and the chain as it stands.",
    "network status bundle --watch",
  )
    .addPositionalArgument(dir)
    .addOption(rpc)
    .addOption(limit)
    .addFlag({ name: "watch", description: "Looks again each block period, until Ctrl-C" })
    .setAction(() => import("./status.ts"))
    .build(),
  reads(
    ["network", "doctor"],
    "Says what is wrong with the network, why, and what to do. Exit code 1 if something is broken.",
    "network doctor bundle",
  )
    .addPositionalArgument(dir)
    .addOption(rpc)
    .addOption(limit)
    .setAction(() => import("./doctor.ts"))
    .build(),
  reads(
    ["network", "sync-permissions"],
    "Brings the node and account lists of every node in line with the register.",
    "network sync-permissions bundle --dry-run",
  )
    .addPositionalArgument(dir)
    .addOption(rpc)
    .addOption(limit)
    .addOption(
      optional("also", "Accounts to let in that act for no member, such as an applicant's, comma-separated"),
    )
    .addFlag({ name: "dryRun", description: "Shows what would change and changes nothing" })
    .addFlag({ name: "allowShrink", description: "Takes more than half of a list off it if need be" })
    .addFlag({ name: "watch", description: "Follows the register until Ctrl-C" })
    .setAction(() => import("./sync-permissions.ts"))
    .build(),
];
