import { lineChange } from "./line.ts";

export default lineChange("grantLine", "Granted");
