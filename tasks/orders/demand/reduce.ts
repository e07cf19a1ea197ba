import { connectMaterialsPlan } from "@guildhall/sdk/orders";
import { action } from "../../lib/action.ts";
import { parseCount } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { digestOfReason } from "../lib/evidence.ts";
import { parseQuantity, quantity } from "../lib/quantities.ts";

interface Arguments {
  promise: string;
  quantity: string | undefined;
  reason: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const promise = parseCount("promise", args.promise, 1);
  const quantityMilli = parseQuantity("quantity", args.quantity);
  const reason = digestOfReason(args.reason);
  const plan = await connectMaterialsPlan(context.alliance);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    plan.reducePromise.populateTransaction(promise, quantityMilli, reason),
    `Promise ${promise} is for ${quantity(quantityMilli)} now.`,
    { reason },
  );
});
