import type { NettingCycle } from "@guildhall/sdk";
import type { MemberState } from "@guildhall/sdk/consortium";
import { connectNetting, readNetting } from "@guildhall/sdk/payments";
import { action } from "./action.ts";
import { parseCount, parseList } from "./arguments.ts";
import { TaskError } from "./failure.ts";
import { memberOf } from "./members.ts";
import { sendAs } from "./sending.ts";
import { signerOf } from "./signers.ts";

interface Arguments {
  ids: string;
  as: string | undefined;
}

/** The action of a task that marks obligations of the signer's organisation. */
export function marking(call: "hold" | "release" | "cancel", did: string) {
  return action<Arguments>(async (args, context) => {
    const ids = parseList(args.ids).map((id) => parseCount("id", id, 1));
    if (ids.length === 0)
      throw new TaskError("No obligation is named.", "`netting queue` lists the numbers.");
    const netting = await connectNetting(context.alliance);
    const signer = await signerOf(context, args.as, "operator");
    await requireOwed(ids, netting, await memberOf(context, signer));
    return sendAs(
      signer,
      netting[call].populateTransaction(ids),
      `${ids.length === 1 ? `Obligation ${ids[0]} is` : `${ids.length} obligations are`} ${did}.`,
      { ids },
    );
  });
}

/** The contract keeps no list of what waits, so it takes a mark of anyone on any number; a slip would change nothing unseen. */
async function requireOwed(
  ids: readonly number[],
  netting: NettingCycle,
  { id: member, alias }: MemberState,
): Promise<void> {
  const { queues } = await readNetting(netting);
  const owed = new Set(
    [...queues.values()].flatMap(({ obligations }) =>
      obligations.filter(({ debtor }) => debtor === member).map(({ id }) => id),
    ),
  );
  const strange = ids.filter((id) => !owed.has(id));
  if (strange.length === 0) return;
  throw new TaskError(
    `${alias} owes nothing that waits under ${strange.join(", ")}.`,
    `It was settled or lapsed, or another owes it: \`netting queue --member ${alias}\`.`,
  );
}
