import { titleStep } from "../lib/titles.ts";

export default titleStep(
  (titles, titleId, remark) => titles.reject.populateTransaction(titleId, remark),
  "stays where it is: the transfer is rejected",
);
