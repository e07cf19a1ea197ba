import { lineChange } from "./line.ts";

export default lineChange("honourLine", "Honoured");
