import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { escrowTasks } from "./escrow.ts";
import { isoTasks } from "./iso.ts";

/** Every task of the room `payments`. */
export const paymentTasks: TaskDefinition[] = [
  emptyTask("payments", "Payments, and the messages about them").build(),
  ...escrowTasks,
  ...isoTasks,
];
