import { readBillLineage } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { table, time } from "../../lib/output.ts";
import { billSentence } from "../lib/bill-sentences.ts";
import { lotAtHand } from "../lib/bills.ts";
import { aliasIn } from "../lib/parties.ts";

interface Arguments {
  lot: string;
}

/** Arguments of events that are numbers of organisations. */
const PARTIES = new Set([
  "called",
  "creditor",
  "drawee",
  "drawer",
  "endorsee",
  "endorser",
  "holder",
  "payee",
  "payer",
  "pledgee",
]);

export default action<Arguments>(async (args, context) => {
  const [state, { bills, lot, money }] = await Promise.all([
    context.readState(),
    lotAtHand(context, args.lot),
  ]);
  const alias = aliasIn(state);
  const lineage = (await readBillLineage(bills, lot.id)).map((entry) => ({
    ...entry,
    what: billSentence(state, entry, money),
    details: Object.fromEntries(
      Object.entries(entry.details).map(([name, value]) => [
        name,
        typeof value === "bigint" && PARTIES.has(name) ? alias(value) : value,
      ]),
    ),
  }));
  const rows = lineage.map(({ at, lot: name, what }) => [time(at), name, what]);
  return { data: lineage, text: table(["time", "lot", "what"], rows) };
});
