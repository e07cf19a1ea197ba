import { action } from "../../lib/action.ts";
import { record, table } from "../../lib/output.ts";
import { openOrder, orderView } from "../lib/orders.ts";

interface Arguments {
  order: string;
}

export default action<Arguments>(async (args, context) => {
  const [opened, state] = await Promise.all([openOrder(context, args.order), context.readState()]);
  const view = orderView(state, opened);
  const { deliveries, invoices, ...fields } = view;
  const parts = [
    record(fields),
    ...(deliveries.length === 0 ? [] : [asTable(deliveries)]),
    ...(invoices.length === 0 ? [] : [asTable(invoices)]),
  ];
  return { data: view, text: parts.join("\n\n") };
});

function asTable(rows: readonly object[]): string {
  return table(Object.keys(rows[0] ?? {}), rows.map(Object.values));
}
