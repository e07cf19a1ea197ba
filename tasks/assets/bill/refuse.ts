import { connectBills } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { parseCount, required } from "../../lib/arguments.ts";
import { wordOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  bill: string;
  reason: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const id = parseCount("bill", args.bill, 1);
  const reason = wordOf(required("reason", args.reason));
  const bills = await connectBills(context.alliance);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    bills.refuse.populateTransaction(id, reason),
    `Acceptance of bill ${id} is refused; holders may protest.`,
    { bill: id },
  );
});
