import { connectMaterialsPlan } from "@guildhall/sdk/orders";
import { action } from "../../lib/action.ts";
import { parseCount, required } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { parseQuantity, quantity } from "../lib/quantities.ts";

interface Arguments {
  promise: string;
  order: string | undefined;
  delivery: string | undefined;
  quantity: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const promise = parseCount("promise", args.promise, 1);
  const order = parseCount("--order", required("order", args.order), 1);
  const delivery = parseCount("--delivery", required("delivery", args.delivery), 1);
  const quantityMilli = parseQuantity("quantity", args.quantity);
  const plan = await connectMaterialsPlan(context.alliance);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    plan.attribute.populateTransaction(promise, order, delivery, quantityMilli),
    `${quantity(quantityMilli)} of delivery ${delivery} of order ${order} keep promise ${promise}.`,
  );
});
