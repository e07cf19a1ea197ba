import { assetsTasks } from "./assets/index.ts";
import { consortiumTasks } from "./consortium/index.ts";
import { genesisTasks } from "./genesis/index.ts";
import { networkTasks } from "./network/index.ts";
import { ordersTasks } from "./orders/index.ts";
import { paymentsTasks } from "./payments/index.ts";

/** Every task, room by room. */
export const tasks = [
  ...assetsTasks,
  ...consortiumTasks,
  ...genesisTasks,
  ...networkTasks,
  ...ordersTasks,
  ...paymentsTasks,
];
