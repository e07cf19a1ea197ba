import { canonicalOrder, lineMinor, orderDigest } from "@guildhall/sdk/orders";
import { readOrderFile } from "../../../orders/order-file.ts";
import { formatMoney } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import { TaskError } from "../../lib/failure.ts";
import { record, table } from "../../lib/output.ts";
import { openOrder } from "../lib/orders.ts";

interface Arguments {
  file: string;
  order: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { content, totalMinor } = await readOrderFile(args.file);
  const { currency, exponent } = content;
  const digest = orderDigest(content);
  if (args.order !== undefined) {
    const { order } = await openOrder(context, args.order);
    if (order.file !== digest) {
      throw new TaskError(
        `${args.file} is not the file of order ${order.id}: its digest is ${digest}, the order's ${order.file}.`,
        "Ask the buyer for the file that was ordered by.",
      );
    }
  }
  const lines = content.lines.map((line) => [line.sku, formatMoney(lineMinor(line, exponent), currency)]);
  const facts = {
    digest,
    total: formatMoney(totalMinor, currency),
    rounding: formatMoney(content.roundingMinor, currency),
    ...(args.order === undefined ? {} : { order: `${args.order}: the same file` }),
  };
  return {
    data: { ...facts, canonical: canonicalOrder(content) },
    text: `${record(facts)}\n\n${table(["line", "amount"], lines)}`,
  };
});
