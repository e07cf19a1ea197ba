import { ORDER_STATUSES, readOrders } from "@guildhall/sdk/orders";
import { formatMoney } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import { TaskError } from "../../lib/failure.ts";
import { findMember } from "../../lib/members.ts";
import { table, time } from "../../lib/output.ts";
import { currenciesOf } from "../lib/money.ts";

interface Arguments {
  buyer: string | undefined;
  supplier: string | undefined;
  status: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  if (args.status !== undefined && !ORDER_STATUSES.some((status) => status === args.status)) {
    throw new TaskError(
      `--status "${args.status}" is unknown.`,
      `Orders stand at one of ${ORDER_STATUSES.slice(1).join(", ")}.`,
    );
  }
  const state = await context.readState();
  const idOf = (name: string | undefined) => (name === undefined ? {} : { id: findMember(state, name).id });
  const { id: buyer } = idOf(args.buyer);
  const { id: supplier } = idOf(args.supplier);
  const found = await readOrders(context.alliance, {
    ...(buyer === undefined ? {} : { buyer }),
    ...(supplier === undefined ? {} : { supplier }),
  });
  const orders = found.filter(({ status }) => args.status === undefined || status === args.status);
  const currencies = await currenciesOf(
    context,
    orders.map(({ token }) => token),
  );
  const alias = (id: number) => state.members.find((member) => member.id === id)?.alias ?? String(id);
  const rows = orders.map((order) => ({
    order: order.id,
    status: order.status,
    buyer: alias(order.buyer),
    supplier: alias(order.supplier),
    ordered: formatMoney(order.orderedMinor, currencies.get(order.token) ?? ""),
    owed: formatMoney(order.owedMinor, currencies.get(order.token) ?? ""),
    deliverBy: time(order.deliverBy),
  }));
  const head = ["order", "status", "buyer", "supplier", "ordered", "owed", "deliver by"];
  return { data: rows, text: table(head, rows.map(Object.values)) };
});
