import { titleStep } from "../lib/titles.ts";

export default titleStep(
  (titles, titleId, remark) => titles.accept.populateTransaction(titleId, remark),
  "is transferred as far as you are concerned",
);
