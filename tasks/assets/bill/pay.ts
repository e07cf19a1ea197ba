import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { lotToActOn } from "../lib/bills.ts";
import { allowAtLeast, minorIn } from "../lib/money.ts";

interface Arguments {
  lot: string;
  amount: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { bills, address, lot, money, signer } = await lotToActOn(context, args.lot, args.as);
  const amountMinor = args.amount === undefined ? lot.amountMinor : minorIn(money, args.amount);
  await allowAtLeast(signer, money, address, amountMinor);
  return sendAs(
    signer,
    bills.pay.populateTransaction([{ lotId: lot.id, amountMinor }]),
    `${money.format(amountMinor)} paid on lot ${lot.name}.`,
    { lot: lot.name, left: money.format(lot.amountMinor - amountMinor) },
  );
});
