import { emptyTask } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const dir = {
  name: "dir",
  description: "Folder of the network, as `network init` wrote it",
  defaultValue: "bundle",
} as const;
const only = optional("only", "Names of the nodes that are meant, separated by commas; all unless given");
const nodeOption = optional("node", "Name of the node, such as nordgrid-1");
const rpc = optional(
  "rpc",
  "JSON-RPC URLs of nodes to look at besides, or without a bundle, comma-separated",
);
const limit = optional("limit", "Seconds that a node may take to answer (default 5)");

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
    ["network", "start"],
    "Starts a network on this machine and waits until blocks can come.",
    "network start bundle --engine besu",
  )
    .addPositionalArgument(dir)
    .addOption(
      optional("engine", "hardhat (not kept), anvil (kept) or besu; besu if there is a bundle, else hardhat"),
    )
    .addOption(optional("blockTime", "Seconds between blocks of anvil; at once unless given"))
    .addOption(optional("port", "Port for JSON-RPC of hardhat and anvil (8545)"))
    .addOption(only)
    .setAction(() => import("./start.ts"))
    .build(),
  reads(
    ["network", "stop"],
    "Stops what `network start` started, and kills what does not end when asked.",
    "network stop bundle",
  )
    .addPositionalArgument(dir)
    .addOption(only)
    .addOption(optional("limit", "Seconds that each has for ending by itself (30)"))
    .setAction(() => import("./stop.ts"))
    .build(),
  reads(
    ["network", "restart"],
    "Restarts Besu nodes of this machine: all at once, or one by one while the chain goes on.",
    "network restart bundle --rolling",
  )
    .addPositionalArgument(dir)
    .addOption(only)
    .addFlag({ name: "rolling", description: "One by one, each when the one before is back" })
    .setAction(() => import("./restart.ts"))
    .build(),
  reads(
    ["network", "backup"],
    "Copies the data of a stopped node, with a digest of every file.",
    "network backup bundle --node nordgrid-1 --to backups/nordgrid-1",
  )
    .addPositionalArgument(dir)
    .addOption(nodeOption)
    .addOption(optional("to", "Folder to write; it must not hold anything yet"))
    .addFlag({ name: "withKey", description: "Copies the node's secret key as well" })
    .setAction(() => import("./backup.ts"))
    .build(),
  reads(
    ["network", "restore"],
    "Puts a backup in the place of a stopped node's data, after checking every file.",
    "network restore bundle --node nordgrid-1 --from backups/nordgrid-1",
  )
    .addPositionalArgument(dir)
    .addOption(nodeOption)
    .addOption(optional("from", "Folder that `network backup` wrote"))
    .addFlag({ name: "force", description: "Replaces data that are there" })
    .setAction(() => import("./restore.ts"))
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
  writes(
    ["network", "load"],
    "Puts a load of real transactions on a network and measures what becomes of each.",
    "network load --tps 100 --accounts 200 --seconds 30 --as nordgrid --svg load.svg",
  )
    .addPositionalArgument(dir)
    .addOption(optional("tps", "Transactions per second that are sent, whatever the chain does (default 50)"))
    .addOption(optional("accounts", "Accounts that send in turn (default 50)"))
    .addOption(optional("seconds", "How long transactions are sent (default 30)"))
    .addOption(
      optional("drain", "Seconds without any inclusion after which the rest is given up (default 40)"),
    )
    .addOption(optional("rpc", "JSON-RPC of the nodes, comma-separated, instead of those of the bundle"))
    .addOption(
      optional("call", "What each does: session (default; a registered operator signs in), ping (nothing)"),
    )
    .addOption(optional("csv", "File for one row per transaction; the blocks go beside it (x.blocks.csv)"))
    .addOption(optional("svg", "File for a plot of latency, block gaps and throughput"))
    .setAction(() => import("./load.ts"))
    .build(),
  writes(
    ["network", "send-batch"],
    "Sends many writes, each once; run again after any interruption it goes on.",
    "network send-batch writes.jsonl --as nordgrid --network remote",
  )
    .addPositionalArgument({
      name: "file",
      description: "JSON lines {id, to, function, args}, or a .csv file with these columns",
    })
    .addOption(optional("journal", "File that remembers what was sent; <file>.<network>.journal if left out"))
    .addOption(
      optional(
        "gas",
        "Gas of each write. If given, none is tried out before, so they may build on each other",
      ),
    )
    .addOption(optional("window", "Transactions under way at a time; 64 if left out"))
    .addOption(
      optional(
        "patience",
        "Seconds without anything mined, or without the node, to give up after; 300 if left out",
      ),
    )
    .setAction(() => import("./send-batch.ts"))
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
