import { lineChange } from "./line.ts";

export default lineChange("revokeLine", "Took back");
