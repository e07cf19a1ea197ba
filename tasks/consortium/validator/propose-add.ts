import { appointmentProposal } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { parseAddress, required } from "../../lib/arguments.ts";
import { parseSigned } from "../../lib/consent.ts";
import { memberOfNode } from "../../lib/members.ts";
import { proposeAs } from "../../lib/proposing.ts";

interface Arguments {
  node: string;
  proof: string | undefined;
  rescue: boolean;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const validator = parseAddress("node", args.node);
  const member = memberOfNode(await context.readState(), validator);
  const proof = parseSigned("proof", required("proof", args.proof));
  const seat = { set: args.rescue ? "rescueValidatorSet" : "validatorSet", validator } as const;
  return proposeAs(context, args.as, appointmentProposal(context.alliance, member, seat, proof));
});
