import { lotAct } from "../lib/lot-act.ts";

export default lotAct((bills, lotId) => bills.enforce.populateTransaction(lotId), "went to the pledgee");
