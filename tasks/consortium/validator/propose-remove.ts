import { retirementProposal } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { parseAddress } from "../../lib/arguments.ts";
import { proposeAs } from "../../lib/proposing.ts";

interface Arguments {
  validator: string;
  rescue: boolean;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const validator = parseAddress("validator", args.validator);
  const seat = { set: args.rescue ? "rescueValidatorSet" : "validatorSet", validator } as const;
  return proposeAs(context, args.as, retirementProposal(context.alliance, seat));
});
