import { BUNDLE } from "../../network/bundle/plan.ts";
import type { Change } from "../../network/transition/append.ts";
import {
  LEAD_SECONDS,
  type Notice,
  parseStart,
  SHORTEST_LEAD_SECONDS,
  scheduleTransition,
} from "../../network/transition/schedule.ts";
import type { CommonArguments } from "../lib/action.ts";
import { parseCount, required } from "../lib/arguments.ts";
import { reportFailure } from "../lib/failure.ts";
import { record, time, toJson } from "../lib/output.ts";

interface Arguments extends CommonArguments {
  dir: string;
  at: string | undefined;
  blockPeriod: string | undefined;
  lead: string | undefined;
}

export default async (args: Arguments): Promise<void> => {
  try {
    const block = parseStart(required("at", args.at));
    const period = required("block-period", args.blockPeriod);
    const blockperiodseconds = parseCount("--block-period", period, 1);
    const change = await scheduleTransition(args.dir, { block, blockperiodseconds }, noticeFrom(args.lead));
    console.log(args.json ? toJson(change) : describe(change));
  } catch (error) {
    reportFailure(error, args.json);
  }
};

/** Now, and the notice that members are given. */
export function noticeFrom(lead = String(LEAD_SECONDS)): Notice {
  const leadSeconds = parseCount("--lead", lead, SHORTEST_LEAD_SECONDS);
  return { now: Math.floor(Date.now() / 1000), leadSeconds };
}

function describe(change: Change): string {
  const { transition } = change;
  return [
    describeChange(change, {
      from: time(transition.block),
      "block period": `${transition.blockperiodseconds} seconds`,
    }),
    [
      "1. Every member puts this very file on every node, those without a seat too, and compares the sha256.",
      `2. Every node is restarted one after the other before ${time(transition.block)}.`,
      "3. A node without the file at that time follows the old rules and parts from the others.",
    ].join("\n"),
  ].join("\n\n");
}

/** The digests before and after a change of rules, with what else is worth knowing. */
export function describeChange(
  { digest, previousDigest, written }: Change,
  fields: Record<string, unknown>,
): string {
  return [
    record({
      file: BUNDLE.genesis,
      ...fields,
      sha256: digest,
      "sha256 before": previousDigest,
    }),
    written.length === 0
      ? "The change stands there already; nothing was written."
      : "The hash of block 0 stays as it is: nodes with and without the change still connect.",
  ].join("\n\n");
}
