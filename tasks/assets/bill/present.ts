import { lotAct } from "../lib/lot-act.ts";

export default lotAct(
  (bills, lotId) => bills.present.populateTransaction([lotId]),
  "is presented for payment",
);
