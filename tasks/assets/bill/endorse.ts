import { send } from "@guildhall/sdk";
import { formatLot } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { accountNamed } from "../../lib/money.ts";
import { report } from "../../lib/sending.ts";
import { lotToActOn } from "../lib/bills.ts";
import { eventOf } from "../lib/events.ts";
import { minorIn } from "../lib/money.ts";

interface Arguments {
  lot: string;
  to: string;
  amount: string | undefined;
  withoutRecourse: boolean;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { bills, lot, money, signer } = await lotToActOn(context, args.lot, args.as);
  const to = await accountNamed(context, args.to);
  const amountMinor = args.amount === undefined ? lot.amountMinor : minorIn(money, args.amount);
  const sent = await send(
    signer,
    await bills.endorse.populateTransaction(lot.id, to, amountMinor, !args.withoutRecourse),
  );
  return report(
    `${money.format(amountMinor)} endorsed to ${to}${args.withoutRecourse ? " without recourse" : ""}.`,
    sent,
    { lot: formatLot(eventOf(sent, bills, "LotEndorsed").lotId) },
  );
});
