import { connectFinancing } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { amountIn, moneyOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  debtor: string;
  amount: string;
  bank: string | undefined;
  as: string | undefined;
}

const NO_LIMIT = 2n ** 96n - 1n;

export default action<Arguments>(async (args, context) => {
  const debtor = findMember(await context.readState(), args.debtor);
  const [, currency] = /^none ([A-Z]{3})$/.exec(args.amount) ?? [];
  const { token, amountMinor, amount } =
    currency === undefined
      ? await amountIn(context, args.amount, args.bank)
      : {
          ...(await moneyOf(context, { currency, bank: args.bank })),
          amountMinor: NO_LIMIT,
          amount: "any amount",
        };
  const financing = await connectFinancing(context.alliance);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    financing.setLimit.populateTransaction(debtor.id, await token.getAddress(), amountMinor),
    `Lends ${amount} on ${debtor.alias} at most.`,
  );
});
