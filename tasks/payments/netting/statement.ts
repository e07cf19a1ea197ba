import { readNettingStatement } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { openNetting } from "../../lib/netting.ts";
import { table, time } from "../../lib/output.ts";

interface Arguments {
  member: string;
}

export default action<Arguments>(async (args, context) => {
  const [{ netting, currencies }, state] = await Promise.all([openNetting(context), context.readState()]);
  const entries = await readNettingStatement(netting, findMember(state, args.member).id);
  const data = entries.map((entry) => {
    const format = currencies[entry.currency]?.format ?? String;
    return {
      at: time(entry.at),
      kind: entry.kind,
      cycle: entry.cycle,
      received: format(entry.receivedMinor),
      paid: format(entry.paidMinor),
      net: format(entry.netMinor),
      balance: format(entry.balanceMinor),
      transaction: entry.transactionHash,
    };
  });
  const rows = data.map((each) => [
    each.at,
    each.cycle === 0 ? each.kind : `cycle ${each.cycle}`,
    each.received,
    each.paid,
    each.net,
    each.balance,
  ]);
  return { data, text: table(["time", "what", "received", "paid", "net", "balance"], rows) };
});
