import { titleStep } from "../lib/titles.ts";

export default titleStep(
  (titles, titleId, remark) => titles.surrender.populateTransaction(titleId, remark),
  "is given back to its carrier",
);
