import { send } from "@guildhall/sdk";
import { connectMaterialsPlan } from "@guildhall/sdk/orders";
import { connectToken } from "@guildhall/sdk/payments";
import { parseMoney } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import { parseCount, parseTime, required } from "../../lib/arguments.ts";
import { findMember } from "../../lib/members.ts";
import { time } from "../../lib/output.ts";
import { report } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { parseQuantity, quantity } from "../lib/quantities.ts";

interface Arguments {
  demand: string;
  quantity: string | undefined;
  lot: string | undefined;
  by: string | undefined;
  price: string | undefined;
  currency: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const demandId = parseCount("demand", args.demand, 1);
  const quantityMilli = parseQuantity("quantity", args.quantity);
  const lotMilli = parseQuantity("lot", args.lot ?? "0.001");
  const promisedFor = parseTime("by", required("by", args.by));
  const currency = required("currency", args.currency);
  const { amountMinor: unitPriceMinor } = parseMoney(required("price", args.price), currency);
  const { id: issuer } = findMember(await context.readState(), required("bank", args.bank));
  const token = await (await connectToken(context.alliance, { currency, issuer })).getAddress();
  const plan = await connectMaterialsPlan(context.alliance);
  const signer = await signerOf(context, args.as, "operator");
  const offer = { demandId, quantityMilli, lotMilli, promisedFor, unitPriceMinor, token };
  const sent = await send(signer, await plan.promiseSupply.populateTransaction(offer));
  const [promise] = sent.receipt.logs.flatMap((log) => {
    const event = plan.interface.parseLog(log);
    return event?.name === "SupplyPromised" ? [Number(event.args.promiseId)] : [];
  });
  return report(`Promise ${promise}: ${quantity(quantityMilli)} for demand ${demandId}.`, sent, {
    promise,
    by: time(promisedFor),
  });
});
