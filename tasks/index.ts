import { consortiumTasks } from "./consortium/index.ts";

/** Every task, room by room. */
export const tasks = [...consortiumTasks];
