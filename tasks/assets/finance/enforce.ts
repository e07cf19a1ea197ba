import { send } from "@guildhall/sdk";
import { action } from "../../lib/action.ts";
import { report } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { eventOf } from "../lib/events.ts";
import { findLoan } from "../lib/financing.ts";

interface Arguments {
  loan: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { financing, loan, money } = await findLoan(context, args.loan);
  const signer = await signerOf(context, args.as, "operator");
  const call = financing.enforce.populateTransaction(loan.id, await signer.getAddress());
  const sent = await send(signer, await call);
  const { taken, released, principalLeftMinor } = eventOf(sent, financing, "LoanEnforced");
  return report(`Took ${taken} units for ${money.format(loan.owedMinor)} owed.`, sent, {
    loan: loan.id,
    taken,
    released,
    principalLeft: money.format(principalLeftMinor),
  });
});
