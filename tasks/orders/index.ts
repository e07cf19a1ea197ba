import type { TaskDefinition } from "hardhat/types/tasks";
import { demandTasks } from "./demand.ts";
import { orderTasks } from "./order.ts";

/** Every task of the room `orders`. */
export const ordersTasks: TaskDefinition[] = [...orderTasks, ...demandTasks];
