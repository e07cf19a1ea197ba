import { marking } from "./marking.ts";

export default marking("cancel", "cancelled");
