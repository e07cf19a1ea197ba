import { ZeroAddress, ZeroHash } from "ethers";
import { parseStart, parseTime, required } from "../lib/arguments.ts";
import { findMember } from "../lib/members.ts";
import { wordOf } from "../lib/money.ts";
import { time } from "../lib/output.ts";
import { amountOf } from "./lib/found.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments {
  pledgee: string;
  amount: string;
  from: string | undefined;
  until: string | undefined;
  agreement: string | undefined;
}

export default step<Arguments>(async (found, { args, context, signer }) => {
  const { receivables, claim, format } = found;
  const amountMinor = amountOf(found, args.amount);
  const pledgee = findMember(await context.readState(), args.pledgee);
  const terms = {
    pledgee: pledgee.id,
    enforceableFrom: parseStart("from", required("from", args.from)),
    expiresAt: parseTime("until", required("until", args.until)),
    agreement: args.agreement === undefined ? ZeroHash : wordOf(args.agreement),
    agent: ZeroAddress,
  };
  const holder = await signer.getAddress();
  const pledge = await receivables.pledge.staticCall(claim.id, amountMinor, holder, terms, { from: holder });
  return {
    call: receivables.pledge.populateTransaction(claim.id, amountMinor, holder, terms),
    did: `${format(amountMinor)} are pledged to ${pledgee.alias}.`,
    facts: { pledge, enforceableFrom: time(terms.enforceableFrom), expiresAt: time(terms.expiresAt) },
  };
});
