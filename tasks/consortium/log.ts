import { checkAgainstChain, type LogEvent, readLog, replay } from "@guildhall/sdk/consortium";
import { action } from "../lib/action.ts";
import { TaskError } from "../lib/failure.ts";
import { table, time } from "../lib/output.ts";

export default action(async (_args, { alliance }) => {
  const log = await readLog(alliance);
  const differences = await checkAgainstChain(replay(log), alliance);
  if (differences.length > 0) {
    const listed = differences.map(
      ({ subject, expected, found }) => `${subject}: log ${expected}, chain ${found}`,
    );
    throw new TaskError(
      `The chain's state is not what its change log tells:\n${listed.join("\n")}`,
      "Do not trust this node; ask another one, and the auditor.",
    );
  }
  const rows = log.entries.map(({ sequence, timestamp, event }) => [
    sequence,
    time(timestamp),
    event.name,
    words(event),
  ]);
  const text = [
    table(["entry", "time", "change", "details"], rows),
    `Founded with ${log.founders.length} members. All ${log.entries.length} links hold, and the chain's state is what the log tells.`,
    `Head ${log.head}`,
  ].join("\n");
  return { data: { verified: true, head: log.head, founders: log.founders, entries: log.entries }, text };
});

/** The arguments of a change, by name, those of a struct each on its own; long ones are cut. */
function words({ args }: LogEvent): string {
  return Object.entries(args).flatMap(wordsOf).join("\n");
}

function wordsOf([name, value]: [string, unknown]): string[] {
  if (Array.isArray(value)) return [`${name} ${short(value.join("/"))}`];
  if (typeof value === "object" && value !== null) return Object.entries(value).flatMap(wordsOf);
  return [`${name} ${short(String(value))}`];
}

function short(text: string): string {
  return text.length > 66 ? `${text.slice(0, 65)}…` : text;
}
