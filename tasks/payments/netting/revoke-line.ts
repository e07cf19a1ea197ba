import { lineChange } from "../../lib/line-change.ts";

export default lineChange("revokeLine", "Took back");
