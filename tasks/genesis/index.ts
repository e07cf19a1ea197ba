import { emptyTask } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads } from "../lib/verb.ts";

/** Every task of the room `genesis`. */
export const genesisTasks: TaskDefinition[] = [
  emptyTask("genesis", "Block 0 of the alliance's chain").build(),
  reads(
    ["genesis", "build"],
    "Builds Besu's genesis file from the alliance's file.",
    "genesis build --alliance data/alliance.yaml --out genesis.json",
  )
    .addOption({
      name: "alliance",
      description: "The alliance's file",
      type: ArgumentType.STRING,
      defaultValue: "data/alliance.yaml",
    })
    .addOption({
      name: "out",
      description: "File to write",
      type: ArgumentType.STRING,
      defaultValue: "genesis.json",
    })
    .addOption(optional("chainId", "Chain id, if not the one in the alliance's file"))
    .addFlag({ name: "force", description: "Replaces the file if it exists" })
    .setAction(() => import("./build.ts"))
    .build(),
];
