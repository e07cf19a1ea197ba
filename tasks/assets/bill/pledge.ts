import { action } from "../../lib/action.ts";
import { parseStart, parseTime, required } from "../../lib/arguments.ts";
import { accountNamed, wordOf } from "../../lib/money.ts";
import { time } from "../../lib/output.ts";
import { sendAs } from "../../lib/sending.ts";
import { lotToActOn } from "../lib/bills.ts";

interface Arguments {
  lot: string;
  to: string;
  from: string | undefined;
  until: string | undefined;
  agreement: string | undefined;
  withoutRecourse: boolean;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { bills, lot, signer } = await lotToActOn(context, args.lot, args.as);
  const pledgee = await accountNamed(context, args.to);
  const enforceableFrom = parseStart("from", required("from", args.from));
  const expiresAt = parseTime("until", required("until", args.until));
  return sendAs(
    signer,
    bills.pledge.populateTransaction(lot.id, {
      pledgee,
      enforceableFrom,
      expiresAt,
      withRecourse: !args.withoutRecourse,
      agreement: wordOf(required("agreement", args.agreement)),
    }),
    `Lot ${lot.name} is pledged to ${pledgee} until ${time(expiresAt)}.`,
    { lot: lot.name },
  );
});
