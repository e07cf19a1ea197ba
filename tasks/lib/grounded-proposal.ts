import type { Alliance, MemberName, Proposal } from "@guildhall/sdk/consortium";
import { action } from "./action.ts";
import { required } from "./arguments.ts";
import { findMember } from "./members.ts";
import { proposeAs } from "./proposing.ts";

interface Arguments {
  member: string;
  reason: string | undefined;
  as: string | undefined;
}

/** The action of a task that proposes something against a member and gives the grounds. */
export function groundedProposal(
  build: (alliance: Alliance, member: MemberName, reasons: string) => Proposal,
) {
  return action<Arguments>(async (args, context) => {
    const member = findMember(await context.readState(), args.member);
    return proposeAs(context, args.as, build(context.alliance, member, required("reason", args.reason)));
  });
}
