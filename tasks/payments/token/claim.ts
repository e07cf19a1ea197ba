import { action } from "../../lib/action.ts";
import { parseAddress, parseCount } from "../../lib/arguments.ts";
import { moneyOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  id: string;
  to: string | undefined;
  currency: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { token, format } = await moneyOf(context, args);
  const quarantineId = parseCount("id", args.id, 1);
  const signer = await signerOf(context, args.as, "operator");
  const to = args.to === undefined ? await signer.getAddress() : parseAddress("--to", args.to);
  const { amountMinor } = await token.inQuarantine(quarantineId);
  return sendAs(
    signer,
    token.claim.populateTransaction(quarantineId, to),
    `Claimed ${format(amountMinor)} to ${to}.`,
  );
});
