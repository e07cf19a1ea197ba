import { marking } from "../../lib/marking.ts";

export default marking("cancel", "cancelled");
