import { titleStep } from "../lib/titles.ts";

export default titleStep(
  (titles, titleId, remark) => titles.acceptSurrender.populateTransaction(titleId, remark),
  "is taken back: it has ended",
);
