import { step } from "./lib/step.ts";
import { aliasOf } from "./lib/view.ts";

export default step(async ({ receivables, claim }, { context }) => {
  const creditor = aliasOf(await context.readState(), claim.terms.creditor);
  return {
    call: receivables.demandRecourse.populateTransaction(claim.id),
    did: `${creditor} is called on to pay in the debtor's place.`,
  };
});
