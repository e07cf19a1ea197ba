import { solve } from "../../../payments/netting/solver.ts";
import { action } from "../../lib/action.ts";
import { parseList } from "../../lib/arguments.ts";
import {
  figuresView,
  openNetting,
  openProblem,
  parseMode,
  pendingQueue,
  percent,
} from "../../lib/netting.ts";
import { record } from "../../lib/output.ts";

interface Arguments {
  mode: string | undefined;
  exclude: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const mode = parseMode(args.mode);
  const open = await openNetting(context);
  const queue = await pendingQueue(open);
  const problem = await openProblem(context, open, queue, parseList(args.exclude));
  const { selection, value, gap, seconds } = await solve(problem, mode);
  const figures = figuresView(open, problem, selection);
  const facts = {
    cycle: queue.cycle,
    mode,
    value,
    gap: gap === undefined ? "" : percent(gap),
    seconds: Number(seconds.toFixed(2)),
    absent: problem.absent.length,
  };
  return {
    data: { ...facts, gap, currencies: figures.data },
    text: `${record(facts)}\n\n${figures.text}`,
  };
});
