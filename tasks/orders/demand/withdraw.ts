import { connectMaterialsPlan } from "@guildhall/sdk/orders";
import { action } from "../../lib/action.ts";
import { parseCount } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  demand: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const demand = parseCount("demand", args.demand, 1);
  const plan = await connectMaterialsPlan(context.alliance);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    plan.withdrawDemand.populateTransaction(demand),
    `Demand ${demand} is withdrawn.`,
  );
});
