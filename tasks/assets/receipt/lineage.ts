import { lineageOf } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { formatClaimId } from "../lib/found.ts";
import { drawn, lineageView } from "../lib/lineage-view.ts";
import { findReceipt } from "../lib/receipts.ts";
import { aliasOf } from "../lib/view.ts";

interface Arguments {
  receipt: string;
}

export default action<Arguments>(async (args, context) => {
  const { receipt, format } = await findReceipt(context, args.receipt);
  const state = await context.readState();
  const root = lineageOf(receipt);
  const { terms } = receipt;
  const head =
    `Lot ${terms.lot} of ${aliasOf(state, receipt.warehouse)} for ${aliasOf(state, terms.depositor)}, ` +
    `${format(terms.quantity)} of ${terms.commodity}, ${receipt.status}`;
  return {
    data: {
      receipt: formatClaimId(receipt.id),
      lineage: root === undefined ? null : lineageView(state, root),
    },
    text: `${head}\n${root === undefined ? "" : drawn(state, root, receipt.pledges, format)}`,
  };
});
