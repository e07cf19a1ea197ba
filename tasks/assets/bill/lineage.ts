import { connectBills, parseLot, readBillLineage } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { table, time } from "../../lib/output.ts";
import { aliasIn } from "../lib/parties.ts";

interface Arguments {
  lot: string;
}

/** Arguments of events that are numbers of organisations. */
const PARTIES = new Set(["endorser", "endorsee", "holder", "pledgee", "creditor", "called"]);

export default action<Arguments>(async (args, context) => {
  const lotId = parseLot(args.lot);
  const [state, bills] = await Promise.all([context.readState(), connectBills(context.alliance)]);
  const alias = aliasIn(state);
  const entries = (await readBillLineage(bills, lotId)).map((entry) => ({
    ...entry,
    details: Object.fromEntries(
      Object.entries(entry.details).map(([name, value]) => [
        name,
        typeof value === "bigint" && PARTIES.has(name) ? alias(value) : value,
      ]),
    ),
  }));
  const rows = entries.map(({ at, lot, event, details }) => [
    time(at),
    lot,
    event,
    Object.entries(details)
      .map(([name, value]) => `${name} ${value}`)
      .join("\n"),
  ]);
  return { data: entries, text: table(["time", "lot", "what", "details"], rows) };
});
