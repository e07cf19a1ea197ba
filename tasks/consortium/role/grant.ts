import { grantProposal } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { parseAddress, parseCount } from "../../lib/arguments.ts";
import { parseOffice } from "../../lib/offices.ts";
import { proposeAs } from "../../lib/proposing.ts";

interface Arguments {
  office: string;
  account: string;
  delay: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const account = parseAddress("account", args.account);
  const delay = parseCount("--delay", args.delay ?? "0");
  return proposeAs(
    context,
    args.as,
    grantProposal(context.alliance, parseOffice(args.office), account, delay),
  );
});
