import { escrowTasks } from "./escrow.ts";

/** Every task of the room `payments`. */
export const paymentsTasks = [...escrowTasks];
