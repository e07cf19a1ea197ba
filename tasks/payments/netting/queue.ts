import { readNetting } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { openNetting } from "../../lib/netting.ts";
import { table } from "../../lib/output.ts";

interface Arguments {
  member: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const [open, state] = await Promise.all([openNetting(context), context.readState()]);
  const { queues } = await readNetting(open.netting);
  const only = args.member === undefined ? undefined : findMember(state, args.member).id;
  const aliasOf = (number: number) => state.members.find(({ id }) => id === number)?.alias ?? String(number);
  const data = [...queues].flatMap(([cycle, { obligations }]) =>
    obligations
      .filter(({ debtor, creditor }) => only === undefined || debtor === only || creditor === only)
      .map((each) => ({
        cycle,
        id: each.id,
        debtor: aliasOf(each.debtor),
        creditor: aliasOf(each.creditor),
        amount: open.currencies[each.currency]?.format(each.amountMinor) ?? "",
        priority: each.priority,
        divisible: each.isDivisible,
        mayWait: each.mayWait,
        leg: each.leg,
        mark: each.mark,
        submittedTo: each.submittedTo,
        batchReference: each.batchReference,
        uetr: each.uetr,
      })),
  );
  const head = ["cycle", "id", "debtor", "creditor", "amount", "priority", "allows", "pair", "mark"];
  const rows = data.map((each) => [
    each.cycle,
    each.id,
    each.debtor,
    each.creditor,
    each.amount,
    each.priority,
    [...(each.divisible ? ["parts"] : []), ...(each.mayWait ? ["waiting"] : [])],
    each.leg,
    each.mark === "none" ? "" : each.mark,
  ]);
  return { data, text: table(head, rows) };
});
