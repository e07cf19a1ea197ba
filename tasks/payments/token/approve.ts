import { MaxUint256 } from "ethers";
import { action } from "../../lib/action.ts";
import { amountIn, contractNamed, moneyOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  spender: string;
  amount: string | undefined;
  currency: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const spender = await contractNamed(context, args.spender);
  const signer = await signerOf(context, args.as, "operator");
  if (args.amount === undefined) {
    const { token, currency } = await moneyOf(context, args);
    return sendAs(
      signer,
      token.approve.populateTransaction(spender, MaxUint256),
      `${args.spender} may spend any amount of ${currency}, within the limits of the account.`,
      { spender },
    );
  }
  const { token, amount, amountMinor } = await amountIn(context, args.amount, args.bank);
  return sendAs(
    signer,
    token.approve.populateTransaction(spender, amountMinor),
    `${args.spender} may spend ${amount}.`,
    { spender },
  );
});
