import { connectReceipts, readReceipts } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { table } from "../../lib/output.ts";
import { receiptView } from "../lib/receipt-view.ts";

interface Arguments {
  member: string | undefined;
}

export default action<Arguments>(async ({ member }, context) => {
  const state = await context.readState();
  const party = member === undefined ? undefined : findMember(state, member);
  const receipts = await readReceipts(await connectReceipts(context.alliance), party);
  const views = receipts.map((receipt) => receiptView(state, receipt));
  const rows = views.map((view) => [
    view.receipt,
    view.status,
    view.warehouse,
    view.depositor,
    view.lot,
    view.commodity,
    view.quantity,
    view.storageUntil,
  ]);
  const head = [
    "receipt",
    "status",
    "warehouse",
    "depositor",
    "lot",
    "commodity",
    "quantity",
    "stored until",
  ];
  return { data: views, text: table(head, rows) };
});
