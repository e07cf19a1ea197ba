import { connectReceipts } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { parseTime, required } from "../../lib/arguments.ts";
import { findMember } from "../../lib/members.ts";
import { time } from "../../lib/output.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { evidenceOf } from "../lib/receipts.ts";

interface Arguments {
  warehouse: string;
  site: string;
  until: string | undefined;
  evidence: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const warehouse = findMember(await context.readState(), args.warehouse);
  const until = parseTime("until", required("until", args.until));
  const evidence = evidenceOf(args.evidence);
  const signer = await signerOf(context, args.as, "operator");
  const receipts = await connectReceipts(context.alliance);
  return sendAs(
    signer,
    receipts.attestSite.populateTransaction(warehouse.id, args.site, until, evidence),
    `${args.site} of ${warehouse.alias} is attested.`,
    { until: time(until) },
  );
});
