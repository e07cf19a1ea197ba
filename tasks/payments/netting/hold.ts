import { marking } from "./marking.ts";

export default marking("hold", "held");
