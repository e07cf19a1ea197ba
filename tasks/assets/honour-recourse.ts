import { TaskError } from "../lib/failure.ts";
import { accountNamed } from "../lib/money.ts";
import { allow } from "./lib/allowance.ts";
import { amountOf } from "./lib/found.ts";
import { type StepArguments, step } from "./lib/step.ts";

interface Arguments extends StepArguments {
  holder: string;
  amount: string | undefined;
}

export default step<Arguments>(async (found, { args, context, signer }) => {
  const { receivables, claim, format } = found;
  const account = await accountNamed(context, args.holder);
  const holder = claim.holders.find((each) => each.account === account);
  if (holder === undefined)
    throw new TaskError(`${args.holder} holds nothing of this claim.`, "`asset show` lists its holders.");
  const free = holder.units - holder.pledged - holder.frozen;
  const units = args.amount === undefined ? free : amountOf(found, args.amount);
  await allow(context, found, signer, holder.unpaidMinor);
  return {
    call: receivables.honourRecourse.populateTransaction(claim.id, account, units),
    did: `${args.holder} is paid in the debtor's place; ${format(units)} are with the creditor again.`,
  };
});
