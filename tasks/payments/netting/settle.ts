import { openSender } from "@guildhall/sdk";
import { readTurn } from "@guildhall/sdk/payments";
import { marked, pagesOf } from "../../../payments/netting/pages.ts";
import { solve } from "../../../payments/netting/solver.ts";
import { action } from "../../lib/action.ts";
import { parseList } from "../../lib/arguments.ts";
import { openNetting, openProblem, parseMode, pendingQueue } from "../../lib/netting.ts";
import { record } from "../../lib/output.ts";
import { ProgressBars } from "../../lib/progress.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  mode: string | undefined;
  exclude: string | undefined;
  as: string | undefined;
  json: boolean;
}

/** Every run begins with page 0, so one that was killed leaves nothing behind that matters. */
export default action<Arguments>(async (args, context) => {
  const mode = parseMode(args.mode);
  const open = await openNetting(context);
  const { netting } = open;
  const signer = await signerOf(context, args.as, "operator");
  const queue = await pendingQueue(open);
  const head = await context.provider.getBlock("latest");
  const turn = await readTurn(netting, queue.cycle, head?.timestamp ?? 0);
  const chosen = turn ?? (await solved());
  const pages = pagesOf(queue, chosen);
  const bars = new ProgressBars(!args.json);
  const sender = await openSender(signer);
  const transactions: string[] = [];
  let gas = 0n;
  try {
    for (const [page, { lots, parts, isLast }] of pages.entries()) {
      const request = await netting.settle.populateTransaction(queue.cycle, page, lots, parts, isLast);
      const { hash, gasUsed } = await sender.send(request);
      transactions.push(hash);
      gas += gasUsed;
      bars.show("pages", page + 1, pages.length);
    }
  } finally {
    bars.stop();
  }
  const { carriedCount } = await netting.cycleOf(queue.cycle + 1);
  const facts = {
    done: `Cycle ${queue.cycle} is settled.`,
    selection: turn === undefined ? mode : `proposed by organisation ${turn.orgId}`,
    obligations: queue.obligations.length,
    carriedOver: Number(carriedCount),
    pages: pages.length,
    gas,
    transactions,
  };
  return { data: facts, text: record(facts) };

  async function solved() {
    const problem = await openProblem(context, open, queue, parseList(args.exclude));
    const { selection } = await solve(problem, mode);
    return marked(queue, problem, selection);
  }
});
