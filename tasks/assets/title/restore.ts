import { titleStep } from "../lib/titles.ts";

export default titleStep(
  (titles, titleId, remark) => titles.restore.populateTransaction(titleId, remark),
  "is in its holder's hands again",
);
