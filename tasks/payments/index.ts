import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { escrowTasks } from "./escrow.ts";
import { fxTasks } from "./fx.ts";
import { isoTasks } from "./iso.ts";
import { nettingTasks } from "./netting.ts";
import { tokenTasks } from "./token.ts";

/** Every task of the room `payments`. */
export const paymentsTasks: TaskDefinition[] = [
  emptyTask("payments", "Payments, and the messages about them").build(),
  ...tokenTasks,
  ...fxTasks,
  ...escrowTasks,
  ...isoTasks,
  ...nettingTasks,
];
