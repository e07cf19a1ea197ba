import { formatLot } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { lotToActOn } from "../lib/bills.ts";
import { amountIn, inWords } from "../lib/money.ts";
import { accountOf } from "../lib/parties.ts";

interface Arguments {
  lot: string;
  to: string;
  amount: string | undefined;
  withoutRecourse: boolean;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { bills, lot, money, signer } = await lotToActOn(context, args.lot, args.as);
  const to = accountOf(await context.readState(), "to", args.to);
  const amountMinor = args.amount === undefined ? lot.amountMinor : amountIn(money, args.amount);
  const call = [lot.id, to, amountMinor, !args.withoutRecourse] as const;
  // Which lot the endorsee will hold; the call that is sent explains a refusal.
  const endorsed = await bills
    .connect(signer)
    .endorse.staticCall(...call)
    .catch(() => lot.id);
  return sendAs(
    signer,
    bills.endorse.populateTransaction(...call),
    `${inWords(money, amountMinor)} endorsed to ${to}${args.withoutRecourse ? " without recourse" : ""}.`,
    { lot: formatLot(endorsed) },
  );
});
