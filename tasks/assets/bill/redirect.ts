import { action } from "../../lib/action.ts";
import { parseAddress } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { lotToActOn } from "../lib/bills.ts";

interface Arguments {
  lot: string;
  account: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { bills, lot, signer } = await lotToActOn(context, args.lot, args.as);
  const account = parseAddress("account", args.account);
  return sendAs(
    signer,
    bills.redirect.populateTransaction(lot.id, account),
    `The money of lot ${lot.name} arrives at ${account}.`,
    { lot: lot.name },
  );
});
