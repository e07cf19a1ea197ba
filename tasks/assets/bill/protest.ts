import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { wordOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { lotToActOn } from "../lib/bills.ts";

interface Arguments {
  lot: string;
  evidence: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { bills, lot, signer } = await lotToActOn(context, args.lot, args.as);
  const evidence = wordOf(required("evidence", args.evidence));
  return sendAs(
    signer,
    bills.protest.populateTransaction(lot.id, evidence),
    `Lot ${lot.name} is protested.`,
    { lot: lot.name, evidence, next: `bill recourse ${lot.name} --as ${args.as}` },
  );
});
