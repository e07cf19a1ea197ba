import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, writes } from "../lib/verb.ts";

/** Every task of the room `network`. */
export const networkTasks: TaskDefinition[] = [
  emptyTask("network", "The alliance's chain and its nodes").build(),
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
];
