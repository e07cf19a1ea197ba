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
const limit = optional("limit", "Seconds that a node may take to answer (default 5)");

/** Every task of the room `network`. */
export const networkTasks: TaskDefinition[] = [
  emptyTask("network", "The alliance's network of Besu nodes").build(),
  reads(
    ["network", "key"],
    "Makes the key of a node and prints what goes into the alliance's file.",
    "network key node.key",
  )
    .addPositionalArgument({
      name: "file",
      description: "File to write; one that is there is never replaced",
    })
    .addFlag({
      name: "encrypted",
      description: "Writes an Ethereum keystore; its password is GUILDHALL_NODE_KEY_PASSWORD",
    })
    .setAction(() => import("./key.ts"))
    .build(),
  reads(
    ["network", "init"],
    "Writes the folder that a network, or one member's part of it, is run from.",
    "network init --validators 4 --loopback",
  )
    .addOption({
      name: "alliance",
      description: "The alliance's file",
      type: ArgumentType.STRING,
      defaultValue: "data/alliance.yaml",
    })
    .addOption({
      name: "out",
      description: "Folder to write",
      type: ArgumentType.STRING,
      defaultValue: "bundle",
    })
    .addOption(optional("for", "Member whose bundle it is: its nodes and its secrets only"))
    .addOption(optional("key", "Key files of the file's nodes, separated by commas"))
    .addOption(
      optional("validators", "Makes a trial network of so many validators with fresh keys (1 to 64)"),
    )
    .addOption(
      optional("rpcNodes", "Nodes of the trial network that sit in the rescue set and serve RPC (1)"),
    )
    .addFlag({ name: "loopback", description: "Puts all nodes of the trial network on 127.0.0.1" })
    .addOption(optional("chainId", "Chain id, if not the one in the alliance's file"))
    .addFlag({ name: "force", description: "Replaces the files of another bundle, but no key" })
    .setAction(() => import("./init.ts"))
    .build(),
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
