export { gasPoint } from "../../../scripts/gas/points.ts";
