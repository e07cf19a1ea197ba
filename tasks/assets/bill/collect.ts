import { lotAct } from "../lib/lot-act.ts";

export default lotAct(
  (bills, lotId) => bills.collect.populateTransaction([lotId]),
  "is paid from the account that accepted",
);
