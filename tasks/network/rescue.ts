import { LISTS, type ListName, type Rescue, rescue } from "../../network/transition/rescue.ts";
import { parseStart } from "../../network/transition/schedule.ts";
import type { CommonArguments } from "../lib/action.ts";
import { parseList } from "../lib/arguments.ts";
import { reportFailure, TaskError } from "../lib/failure.ts";
import { table, time, toJson } from "../lib/output.ts";
import { describeChange, noticeFrom } from "./transition.ts";

interface Arguments extends CommonArguments {
  dir: string;
  to: string;
  at: string | undefined;
  rpc: string | undefined;
  lead: string | undefined;
}

export default async (args: Arguments): Promise<void> => {
  try {
    const done = await rescue({
      folder: args.dir,
      to: parseListName(args.to),
      urls: parseList(args.rpc),
      at: args.at === undefined ? undefined : parseHeadTime(args.at),
      ...noticeFrom(args.lead),
    });
    console.log(args.json ? toJson(done) : describe(done));
  } catch (error) {
    reportFailure(error, args.json);
  }
};

function parseListName(text: string): ListName {
  if (Object.hasOwn(LISTS, text)) return text as ListName;
  throw new TaskError(`There is no list "${text}".`, `Lists are ${Object.keys(LISTS).join(" and ")}.`);
}

/** The timestamp of a block is a plain number of seconds; a time ahead is written as a date. */
function parseHeadTime(text: string): number {
  return /^\d{10}$/.test(text) ? Number(text) : parseStart(text);
}

function describe(done: Rescue): string {
  const { head, witnesses, validators, warnings, halted, transition } = done;
  const seen = witnesses.map(({ name, url, head: own }) => [
    name,
    url,
    own?.number ?? "no answer",
    own?.hash,
  ]);
  return [
    table(["node", "JSON-RPC", "head", "hash"], seen),
    describeChange(done, {
      head: `block ${head.number}, ${time(head.timestamp)} (${head.timestamp})`,
      from: `${time(transition.block)} (${transition.block})`,
      contract: transition.validatorcontractaddress,
      validators,
    }),
    ...(warnings.length === 0 ? [] : [warnings.map((warning) => `Warning: ${warning}`).join("\n")]),
    (halted ? AFTER_A_HALT : AHEAD_OF_TIME).join("\n"),
  ].join("\n\n");
}

const AFTER_A_HALT = [
  "1. Restart no node yet: one that is started on a list it cannot read exits, and its head is needed until the file is everywhere.",
  "2. Put this very file on every node, those without a seat too, and compare the sha256.",
  "3. Stop all nodes, then start all nodes together.",
  "4. The next block comes within one to three minutes. See `network status`.",
  "5. Keep the entry for ever: whoever joins later needs it. `network rescue --to main --at <time>` leads back.",
];

const AHEAD_OF_TIME = [
  "1. Put this very file on every node, those without a seat too, and compare the sha256.",
  "2. Restart every node one after the other before that time; blocks go on coming.",
  "3. Keep the entry for ever: whoever joins later needs it.",
];
