import { adminReplacementProposal, latestExecution } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { parseAddress } from "../../lib/arguments.ts";
import { consentOf } from "../../lib/consent.ts";
import { accountOfMember, findMember } from "../../lib/members.ts";
import { proposeAs } from "../../lib/proposing.ts";

interface Arguments {
  member: string;
  lost: string;
  replacement: string;
  consent: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const member = findMember(await context.readState(), args.member);
  const { address: lost, rights } = accountOfMember(member, parseAddress("lost", args.lost));
  const replacement = parseAddress("replacement", args.replacement);
  const deadline = await latestExecution(context.alliance);
  const consent = await consentOf(context, args.consent, member.id, replacement, rights, deadline);
  return proposeAs(
    context,
    args.as,
    adminReplacementProposal(context.alliance, member, { lost, replacement }, consent),
  );
});
