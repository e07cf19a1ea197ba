import { lotAct } from "../lib/lot-act.ts";

export default lotAct((bills, lotId) => bills.release.populateTransaction(lotId), "is free of its pledge");
