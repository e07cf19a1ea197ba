import { send } from "@guildhall/sdk";
import { connectMaterialsPlan } from "@guildhall/sdk/orders";
import { digestsOf, readDemandFile } from "../../../orders/demand-file.ts";
import { action } from "../../lib/action.ts";
import { report } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { lines } = await readDemandFile(args.file);
  const plan = await connectMaterialsPlan(context.alliance);
  const signer = await signerOf(context, args.as, "operator");
  const demand = lines.map((line) => ({
    ...digestsOf(line),
    quantityMilli: line.quantityMilli,
    neededBy: line.neededBy,
  }));
  const sent = await send(signer, await plan.publishDemands.populateTransaction(demand));
  const numbers = sent.receipt.logs.flatMap((log) => {
    const event = plan.interface.parseLog(log);
    return event?.name === "DemandPublished" ? [Number(event.args.demandId)] : [];
  });
  return report(`${lines.length} lines of demand are published.`, sent, {
    demand: numbers,
    next: `demand promise ${numbers[0]} --as <supplier>`,
  });
});
