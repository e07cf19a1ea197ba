import { connectTitles, readTitle, readTitleIssue, readTitleSteps } from "@guildhall/sdk/assets";
import { ZeroHash } from "ethers";
import { action } from "../../lib/action.ts";
import { parseCount } from "../../lib/arguments.ts";
import { record, table, time } from "../../lib/output.ts";
import { aliasIn } from "../lib/parties.ts";
import { titleView } from "../lib/titles.ts";

interface Arguments {
  title: string;
}

export default action<Arguments>(async (args, context) => {
  const id = parseCount("title", args.title, 1);
  const [state, titles] = await Promise.all([context.readState(), connectTitles(context.alliance)]);
  const title = await readTitle(titles, id);
  const [issue, steps] = await Promise.all([readTitleIssue(titles, id), readTitleSteps(titles, id)]);
  const alias = aliasIn(state);
  const views = steps.map((step) => ({
    ...step,
    // Numbers in the steps of a title are organisations.
    details: Object.fromEntries(
      Object.entries(step.details).map(([name, value]) => [
        name,
        typeof value === "bigint" ? (value === 0n ? "" : alias(value)) : value,
      ]),
    ),
  }));
  const facts = { ...titleView(state, title), ...issue };
  const rows = views.map(({ at, event, details }) => [
    time(at),
    event,
    Object.entries(details)
      .filter(([, value]) => value !== "" && value !== ZeroHash)
      .map(([name, value]) => `${name} ${value}`)
      .join("\n"),
  ]);
  return {
    data: { ...facts, steps: views },
    text: `${record(facts)}\n\n${table(["time", "step", "details"], rows)}`,
  };
});
