import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { findLoan } from "../lib/financing.ts";

interface Arguments {
  loan: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { financing, loan, money } = await findLoan(context, args.loan);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    financing.declareDefault.populateTransaction(loan.id),
    "The default is on record.",
    { loan: loan.id, owed: money.format(loan.owedMinor) },
  );
});
