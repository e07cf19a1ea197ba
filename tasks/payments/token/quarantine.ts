import { readQuarantine } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { moneyOf } from "../../lib/money.ts";
import { table, time } from "../../lib/output.ts";

interface Arguments {
  currency: string | undefined;
  bank: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { token, format } = await moneyOf(context, args);
  const held = await readQuarantine(token);
  const rows = held.map(({ id, payee, returnTo, amountMinor, heldAt }) => [
    id,
    time(heldAt),
    format(amountMinor),
    payee,
    returnTo,
  ]);
  return { data: held, text: table(["id", "since", "amount", "for", "returns to"], rows) };
});
