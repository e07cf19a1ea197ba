import { action } from "../../lib/action.ts";
import { record, table } from "../../lib/output.ts";
import { receiptDetailsView } from "../lib/receipt-view.ts";
import { findReceipt } from "../lib/receipts.ts";

interface Arguments {
  receipt: string;
}

export default action<Arguments>(async (args, context) => {
  const found = await findReceipt(context, args.receipt);
  const view = receiptDetailsView(await context.readState(), found);
  const { holders, pledges, surrenders, history, ...facts } = view;
  const text = [
    record(facts),
    table(
      ["holder", "units", "stand for", "locked", "frozen", "tier"],
      holders.map((each) => [each.holder, each.units, each.quantity, each.locked, each.frozen, each.tier]),
    ),
    table(
      ["pledge", "pledgee", "units", "holder", "enforceable from", "until"],
      pledges.map((each) => [
        each.pledge,
        each.pledgee,
        each.units,
        each.holder,
        each.enforceableFrom,
        each.expiresAt,
      ]),
    ),
    table(
      ["surrender", "holder", "stand for", "taker", "deliver by", "state"],
      surrenders.map((each) => [
        each.surrender,
        each.holder,
        each.quantity,
        each.taker,
        each.deliverBy,
        each.state,
      ]),
    ),
    table(
      ["at", "what"],
      history.map(({ at, what }) => [at, what]),
    ),
  ].join("\n\n");
  return { data: view, text };
});
