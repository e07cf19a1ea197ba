import { formatLot, lotIdOf } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { lotToActOn } from "../lib/bills.ts";
import { amountIn, inWords } from "../lib/money.ts";

interface Arguments {
  lot: string;
  amount: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { bills, bill, lot, money, signer } = await lotToActOn(context, args.lot, args.as);
  const amountMinor = amountIn(money, required("amount", args.amount));
  return sendAs(
    signer,
    bills.split.populateTransaction(lot.id, amountMinor),
    `${inWords(money, amountMinor)} of lot ${lot.name} is a lot of its own.`,
    { lot: formatLot(lotIdOf({ bill: bill.id, lot: bill.lotCount + 1 })) },
  );
});
