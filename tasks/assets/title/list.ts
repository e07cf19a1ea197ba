import { connectTitles, readTitles } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { table } from "../../lib/output.ts";
import { titleView } from "../lib/titles.ts";

interface Arguments {
  party: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const state = await context.readState();
  const party = args.party === undefined ? undefined : findMember(state, args.party).id;
  const titles = await readTitles(await connectTitles(context.alliance));
  const views = titles
    .filter(
      ({ issuer, holder, beneficiary, nominee, offeredHolder, offeredBeneficiary }) =>
        party === undefined ||
        [issuer, holder, beneficiary, nominee, offeredHolder, offeredBeneficiary].includes(party),
    )
    .map((title) => titleView(state, title));
  const head = [
    "title",
    "status",
    "issuer",
    "holder",
    "beneficiary",
    "nominee",
    "offered holder",
    "offered beneficiary",
  ];
  return { data: views, text: table(head, views.map(Object.values)) };
});
