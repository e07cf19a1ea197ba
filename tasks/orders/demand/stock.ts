import { send } from "@guildhall/sdk";
import { connectMaterialsPlan } from "@guildhall/sdk/orders";
import { id } from "ethers";
import { readStockFile, receiptDigest } from "../../../orders/stock-file.ts";
import { action } from "../../lib/action.ts";
import { findMember, memberOf } from "../../lib/members.ts";
import { table, time } from "../../lib/output.ts";
import { signerOf } from "../../lib/signers.ts";
import { quantity } from "../lib/quantities.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const lines = await readStockFile(args.file);
  const signer = await signerOf(context, args.as, "operator");
  const [state, warehouse] = await Promise.all([context.readState(), memberOf(context, signer)]);
  const owners = lines.map(({ owner }) => findMember(state, owner).id);
  const plan = await connectMaterialsPlan(context.alliance);
  const done = [];
  for (const [index, { line, sku, site, quantityMilli, countedAt, receipt }] of lines.entries()) {
    const place = [owners[index] ?? 0, id(sku), id(site)] as const;
    const known = await plan.stockOf(warehouse.id, ...place);
    const isNews = countedAt > known.countedAt;
    if (isNews) {
      const report = [...place, quantityMilli, countedAt, receiptDigest(receipt)] as const;
      await send(signer, await plan.reportStock.populateTransaction(...report));
    }
    done.push({
      line,
      sku,
      site,
      quantity: quantity(quantityMilli),
      countedAt: time(countedAt),
      result: isNews ? "reported" : "passed over: not newer than the last report",
    });
  }
  const head = ["line", "article", "site", "quantity", "counted", "result"];
  return { data: done, text: table(head, done.map(Object.values)) };
});
