import { marking } from "../../lib/marking.ts";

export default marking("hold", "held");
