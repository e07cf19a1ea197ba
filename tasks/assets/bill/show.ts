import { connectBills, readBill, readDrawing, readLots } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { parseCount } from "../../lib/arguments.ts";
import { record, table } from "../../lib/output.ts";
import { billView, lotView, now } from "../lib/bills.ts";
import { moneyAt } from "../lib/money.ts";
import { aliasIn } from "../lib/parties.ts";

interface Arguments {
  bill: string;
}

export default action<Arguments>(async (args, context) => {
  const id = parseCount("bill", args.bill, 1);
  const [state, at, bills] = await Promise.all([
    context.readState(),
    now(context),
    connectBills(context.alliance),
  ]);
  const bill = await readBill(bills, id);
  const [money, lots, drawing] = await Promise.all([
    moneyAt(context.alliance, bill.token),
    readLots(bills, bill),
    readDrawing(bills, id),
  ]);
  const views = lots.map((lot) => lotView(state, lot, bill, money, at));
  const facts = {
    ...billView(state, bill, money, at),
    payee: aliasIn(state)(drawing?.payee),
    place: drawing?.place,
    domicile: bill.domicile,
    documentKey: drawing?.documentKey,
  };
  const rows = views.map(({ lot, status, holder, outstanding, from, endorsers, pledgedTo, called }) => [
    lot,
    status,
    holder,
    outstanding,
    from,
    endorsers,
    pledgedTo,
    called,
  ]);
  const head = ["lot", "status", "holder", "outstanding", "from", "endorsers", "pledged to", "called"];
  return { data: { ...facts, lots: views }, text: `${record(facts)}\n\n${table(head, rows)}` };
});
