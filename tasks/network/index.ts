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

const lead = optional(
  "lead",
  "Seconds that all members need to install the file and restart their nodes: 60 or more (600)",
);

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
    ["network", "validate"],
    "Finds faults in a bundle, says what each would have caused and how to cure it; exit code 1 if any.",
    "network validate bundle",
  )
    .addPositionalArgument(dir)
    .setAction(() => import("./validate.ts"))
    .build(),
  reads(
    ["network", "add-node"],
    "Enters a node into every file of a bundle and prints how running nodes are told of it.",
    "network add-node bundle --member nordgrid --public-key 8e56… --endpoint 172.28.0.31:30303",
  )
    .addPositionalArgument(dir)
    .addOption(optional("member", "Alias of the member that runs it"))
    .addOption(optional("publicKey", "Its public key, as `network key` printed it"))
    .addOption(optional("endpoint", "ip:port at which peers reach it"))
    .addOption({
      name: "seat",
      description: "Seat that it is meant for: none, validator or rescue; given by a vote alone",
      type: ArgumentType.STRING,
      defaultValue: "none",
    })
    .addFlag({ name: "force", description: "Overwrites files that were changed by hand" })
    .setAction(() => import("./add-node.ts"))
    .build(),
  reads(
    ["network", "remove-node"],
    "Takes a node without a seat out of every file of a bundle; its key stays.",
    "network remove-node bundle nordgrid-3",
  )
    .addPositionalArgument({ name: "dir", description: "Folder of the bundle" })
    .addPositionalArgument({ name: "name", description: "Name of the node in the plan" })
    .addFlag({ name: "force", description: "Overwrites files that were changed by hand" })
    .setAction(() => import("./remove-node.ts"))
    .build(),
  reads(
    ["network", "transition"],
    "Dates a change of the block period into the genesis file; every node needs the changed file before that time.",
    "network transition bundle --at 2031-12-31T12:00:00Z --block-period 1",
  )
    .addPositionalArgument(dir)
    .addOption(optional("at", "When it takes effect: an instant with its zone; no block number"))
    .addOption(optional("blockPeriod", "Seconds between blocks; half the request timeout at most"))
    .addOption(lead)
    .setAction(() => import("./transition.ts"))
    .build(),
  reads(
    ["network", "rescue"],
    "Hands a halted chain to the rescue validators, from its head on; or, dated ahead, a running one to another list.",
    "network rescue bundle",
  )
    .addPositionalArgument(dir)
    .addOption({
      name: "to",
      description: "List that shall rule: rescue or main",
      type: ArgumentType.STRING,
      defaultValue: "rescue",
    })
    .addOption(optional("at", "When a planned switch takes effect; a halted chain knows one time only"))
    .addOption(optional("rpc", "JSON-RPC of nodes to ask instead of those in the plan, separated by commas"))
    .addOption(lead)
    .setAction(() => import("./rescue.ts"))
    .build(),
];
