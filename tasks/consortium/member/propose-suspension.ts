import { suspensionProposal } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { findMember } from "../../lib/members.ts";
import { proposeAs } from "../../lib/proposing.ts";

interface Arguments {
  member: string;
  reason: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const member = findMember(await context.readState(), args.member);
  return proposeAs(
    context,
    args.as,
    suspensionProposal(context.alliance, member, required("reason", args.reason)),
  );
});
