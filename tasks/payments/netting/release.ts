import { marking } from "./marking.ts";

export default marking("release", "released");
