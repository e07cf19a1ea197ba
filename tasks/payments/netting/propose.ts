import { marked } from "../../../payments/netting/pages.ts";
import { solve } from "../../../payments/netting/solver.ts";
import { action } from "../../lib/action.ts";
import { parseList } from "../../lib/arguments.ts";
import { figuresView, openNetting, openProblem, parseMode, pendingQueue } from "../../lib/netting.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  mode: string | undefined;
  exclude: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const mode = parseMode(args.mode);
  const open = await openNetting(context);
  const queue = await pendingQueue(open);
  const problem = await openProblem(context, open, queue, parseList(args.exclude));
  const { selection, value } = await solve(problem, mode);
  const { taken, parts } = marked(queue, problem, selection);
  const figures = figuresView(open, problem, selection);
  const sent = await sendAs(
    await signerOf(context, args.as, "operator"),
    open.netting.propose.populateTransaction(queue.cycle, taken, parts, value),
    `Proposed for cycle ${queue.cycle}.`,
    { cycle: queue.cycle, mode, value },
  );
  return {
    data: { ...(sent.data as object), currencies: figures.data },
    text: `${sent.text}\n\n${figures.text}`,
  };
});
