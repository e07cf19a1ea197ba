import { emptyTask } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, writes } from "../lib/verb.ts";

const bundle = {
  name: "dir",
  description: "Folder of the network's bundle",
  type: ArgumentType.STRING,
  defaultValue: "bundle",
} as const;

/** Every task of the room `network`. */
export const networkTasks: TaskDefinition[] = [
  emptyTask("network", "The nodes of the alliance and the network between them").build(),
  writes(
    ["network", "load"],
    "Puts a load of real transactions on a network and measures what becomes of each.",
    "network load --tps 100 --accounts 200 --seconds 30 --as nordgrid --svg load.svg",
  )
    .addPositionalArgument(bundle)
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
];
