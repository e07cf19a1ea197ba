import { send } from "@guildhall/sdk";
import { formatLot } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { report } from "../../lib/sending.ts";
import { lotToActOn } from "../lib/bills.ts";
import { eventOf } from "../lib/events.ts";
import { minorIn } from "../lib/money.ts";

interface Arguments {
  lot: string;
  amount: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { bills, lot, money, signer } = await lotToActOn(context, args.lot, args.as);
  const amountMinor = minorIn(money, required("amount", args.amount));
  const sent = await send(signer, await bills.split.populateTransaction(lot.id, amountMinor));
  return report(`${money.format(amountMinor)} of lot ${lot.name} is a lot of its own.`, sent, {
    lot: formatLot(eventOf(sent, bills, "LotSplit").lotId),
  });
});
