import { ZeroAddress, ZeroHash } from "ethers";
import { parseStart, parseTime, required } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { findMember } from "../../lib/members.ts";
import { wordOf } from "../../lib/money.ts";

export interface PledgeArguments {
  pledgee: string;
  from: string | undefined;
  until: string | undefined;
  agreement: string | undefined;
}

/** The pledgee, and the terms on which units of a claim are pledged to it. */
export async function pledgeTermsOf(context: Context, args: PledgeArguments) {
  const pledgee = findMember(await context.readState(), args.pledgee);
  const terms = {
    pledgee: pledgee.id,
    enforceableFrom: parseStart("from", required("from", args.from)),
    expiresAt: parseTime("until", required("until", args.until)),
    agreement: args.agreement === undefined ? ZeroHash : wordOf(args.agreement),
    agent: ZeroAddress,
  };
  return { pledgee, terms };
}
