import { billTasks } from "./bills.ts";
import { titleTasks } from "./titles.ts";

/** Every task of the room `assets`. */
export const assetsTasks = [...billTasks, ...titleTasks];
