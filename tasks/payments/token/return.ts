import { action } from "../../lib/action.ts";
import { parseAddress, parseCount, required } from "../../lib/arguments.ts";
import { issuingBank, moneyOf, wordOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  id: string;
  to: string | undefined;
  reference: string | undefined;
  currency: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { token, format } = await moneyOf(context, { ...args, bank: await issuingBank(context, args) });
  const quarantineId = parseCount("id", args.id, 1);
  const reference = wordOf(required("reference", args.reference));
  const { amountMinor, returnTo } = await token.inQuarantine(quarantineId);
  const to = args.to === undefined ? returnTo : parseAddress("--to", args.to);
  return sendAs(
    await signerOf(context, args.as, "operator"),
    token.returnQuarantined.populateTransaction(quarantineId, to, reference),
    `Returned ${format(amountMinor)} to ${to}.`,
    { reference },
  );
});
