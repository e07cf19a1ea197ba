import { MaxUint256 } from "ethers";
import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { findLoan } from "../lib/financing.ts";
import { allowAtLeast, minorIn } from "../lib/money.ts";

interface Arguments {
  loan: string;
  amount: string | undefined;
  fromClaim: boolean;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { financing, loan, money } = await findLoan(context, args.loan);
  const signer = await signerOf(context, args.as, "operator");
  const mostMinor = args.amount === undefined ? undefined : minorIn(money, args.amount);
  // Interest runs on until the transaction is mined: what a day of it may add is allowed, and never more than owed is taken.
  const dayMinor =
    (loan.principalMinor * BigInt(Math.max(loan.terms.rateBps, loan.terms.overdueRateBps))) / 3_600_000n;
  const allowedMinor = mostMinor ?? loan.owedMinor + dayMinor + 1n;
  await allowAtLeast(signer, money, await financing.getAddress(), allowedMinor);
  const facts = { loan: loan.id, owed: money.format(loan.owedMinor) };
  return args.fromClaim
    ? sendAs(
        signer,
        financing.repayFromClaim.populateTransaction(loan.id),
        "Repaid with what the debtor paid; the units are free.",
        facts,
      )
    : sendAs(
        signer,
        financing.repay.populateTransaction(loan.id, mostMinor ?? MaxUint256),
        mostMinor === undefined
          ? "Repaid; the units are free."
          : `Repaid ${money.format(mostMinor)} at most.`,
        facts,
      );
});
