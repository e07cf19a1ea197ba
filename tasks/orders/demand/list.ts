import { readMaterials } from "@guildhall/sdk/orders";
import { formatMoney } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { table, time } from "../../lib/output.ts";
import { currenciesOf } from "../lib/money.ts";
import { quantity } from "../lib/quantities.ts";

interface Arguments {
  buyer: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const [state, materials] = await Promise.all([context.readState(), readMaterials(context.alliance)]);
  const alias = (id: number) => state.members.find((member) => member.id === id)?.alias ?? String(id);
  const buyer = args.buyer === undefined ? undefined : findMember(state, args.buyer).id;
  const demands = materials.demands.filter((demand) => buyer === undefined || demand.buyer === buyer);
  const currencies = await currenciesOf(
    context,
    materials.promises.map(({ token }) => token),
  );
  const demand = demands.map((each) => ({
    demand: each.id,
    buyer: alias(each.buyer),
    needed: quantity(each.quantityMilli),
    delivered: quantity(each.deliveredMilli),
    neededBy: time(each.neededBy),
    sku: each.sku,
    site: each.site,
  }));
  const promises = materials.promises
    .filter(({ demandId }) => demands.some(({ id }) => id === demandId))
    .map((each) => ({
      promise: each.id,
      demand: each.demandId,
      supplier: alias(each.supplier),
      status: each.status,
      promised: quantity(each.quantityMilli),
      kept: quantity(each.keptMilli),
      late: quantity(each.lateMilli),
      by: time(each.promisedFor),
      price: formatMoney(each.unitPriceMinor, currencies.get(each.token) ?? ""),
    }));
  const stock = materials.stocks
    .filter(({ owner }) => buyer === undefined || owner === buyer)
    .map((each) => ({
      owner: alias(each.owner),
      warehouse: alias(each.warehouse),
      quantity: quantity(each.quantityMilli),
      countedAt: time(each.countedAt),
      sku: each.sku,
      site: each.site,
    }));
  const text = [demand, promises, stock].map(asTable).join("\n\n");
  return { data: { demand, promises, stock }, text };
});

function asTable(rows: readonly object[]): string {
  return table(Object.keys(rows[0] ?? {}), rows.map(Object.values));
}
