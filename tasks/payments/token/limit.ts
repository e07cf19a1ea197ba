import { parseMoney } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import { parseCount, required } from "../../lib/arguments.ts";
import { amountIn, issuingBank } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  class: string;
  perPayment: string | undefined;
  perDay: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const limitClass = parseCount("class", args.class, 0, 255);
  const perPayment = await amountIn(
    context,
    required("per-payment", args.perPayment),
    await issuingBank(context, args),
  );
  const perDay = parseMoney(required("per-day", args.perDay), perPayment.currency);
  const limits = { perPaymentMinor: perPayment.amountMinor, perDayMinor: perDay.amountMinor };
  return sendAs(
    await signerOf(context, args.as, "operator"),
    perPayment.token.setLimits.populateTransaction(limitClass, limits),
    `Accounts of class ${limitClass} may pay ${perPayment.amount} at once and ${perPayment.format(perDay.amountMinor)} a day.`,
    { next: "lower limits hold for who has paid today from midnight UTC on, or after token bind-limits" },
  );
});
