import { connectFinancing, readFinanced, readFinancingEvents } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { parseDigest } from "../../lib/arguments.ts";
import { record, table } from "../../lib/output.ts";
import { discountView, loanView } from "../lib/financing.ts";
import { moneyAt } from "../lib/money.ts";

interface Arguments {
  id: string;
}

export default action<Arguments>(async (args, context) => {
  const financing = await connectFinancing(context.alliance);
  const found = await readFinanced(financing, parseDigest("id", args.id).toLowerCase());
  const state = await context.readState();
  const money = await moneyAt(context.alliance, found.record.terms.token);
  const view =
    found.kind === "loan" ? loanView(state, found.record, money) : discountView(state, found.record, money);
  const events = await readFinancingEvents(financing, found.record.id);
  const history = events.map(({ name, blockNumber, transactionHash }) => ({
    event: name,
    block: blockNumber,
    transaction: transactionHash,
  }));
  const rows = history.map(({ event, block, transaction }) => [block, event, transaction]);
  return {
    data: { ...view, history },
    text: `${record(view)}\n${table(["block", "what", "transaction"], rows)}`,
  };
});
