import { revocationProposal } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { parseAddress } from "../../lib/arguments.ts";
import { parseOffice } from "../../lib/offices.ts";
import { proposeAs } from "../../lib/proposing.ts";

interface Arguments {
  office: string;
  account: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const account = parseAddress("account", args.account);
  return proposeAs(context, args.as, revocationProposal(context.alliance, parseOffice(args.office), account));
});
