import { action } from "../lib/action.ts";
import { record, table } from "../lib/output.ts";
import { findClaim } from "./lib/found.ts";
import { detailsView } from "./lib/view.ts";

interface Arguments {
  claim: string;
}

export default action<Arguments>(async (args, context) => {
  const found = await findClaim(context, args.claim);
  const view = detailsView(await context.readState(), found);
  const { holders, pledges, history, ...facts } = view;
  const text = [
    record(facts),
    table(
      ["holder", "units", "pledged", "frozen", "tier", "unpaid", "due now"],
      holders.map((each) => [
        each.holder,
        each.units,
        each.pledged,
        each.frozen,
        each.tier,
        each.unpaid,
        each.due,
      ]),
    ),
    table(
      ["pledge", "pledgee", "units", "holder", "enforceable from", "until"],
      pledges.map((each) => [
        each.pledge,
        each.pledgee,
        each.units,
        each.holder,
        each.enforceableFrom,
        each.expiresAt,
      ]),
    ),
    table(
      ["at", "what"],
      history.map(({ at, what }) => [at, what]),
    ),
  ].join("\n\n");
  return { data: view, text };
});
