import { action } from "../../lib/action.ts";
import { parseAddress, required } from "../../lib/arguments.ts";
import { issuingBank, moneyOf, wordOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  lost: string;
  to: string;
  reference: string | undefined;
  currency: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { token, format } = await moneyOf(context, { ...args, bank: await issuingBank(context, args) });
  const [lost, to] = [parseAddress("lost", args.lost), parseAddress("to", args.to)];
  const reference = wordOf(required("reference", args.reference));
  const balance = await token.balanceOf(lost);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    token.recover.populateTransaction(lost, to, reference),
    `Recovered ${format(balance)} from ${lost} to ${to}.`,
    { reference },
  );
});
