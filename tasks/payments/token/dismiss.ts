import { action } from "../../lib/action.ts";
import { contractNamed, issuingBank, moneyOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  contract: string;
  currency: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { token, currency } = await moneyOf(context, { ...args, bank: await issuingBank(context, args) });
  const custodian = await contractNamed(context, args.contract);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    token.removeCustodian.populateTransaction(custodian),
    `${args.contract} receives no more ${currency}; it still pays out what it holds.`,
    { custodian },
  );
});
