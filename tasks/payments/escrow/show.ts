import { writeTerms } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { record, table } from "../../lib/output.ts";
import { findPayment } from "./lib/found.ts";
import { paymentView } from "./lib/view.ts";

interface Arguments {
  payment: string;
}

export default action<Arguments>(async (args, context) => {
  const { payment, currency } = await findPayment(context, args.payment);
  const view = paymentView(await context.readState(), payment, currency);
  const { shares, milestones, ...facts } = view;
  const parts = [record(facts)];
  if (shares.length > 0) {
    const rows = shares.map(({ beneficiary, parts, of }) => [beneficiary, parts, of]);
    parts.push(table(["beneficiary", "parts", "of"], rows));
  }
  if (milestones.length > 0) {
    const rows = milestones.map((each) => [
      String(each.milestone),
      each.amount,
      each.released ? "yes" : "no",
      each.attester,
      each.evidence,
    ]);
    parts.push(table(["milestone", "amount", "released", "attester", "evidence"], rows));
  }
  return { data: { ...view, terms: writeTerms(payment.terms) }, text: parts.join("\n") };
});
