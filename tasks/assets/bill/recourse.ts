import { send } from "@guildhall/sdk";
import { action } from "../../lib/action.ts";
import { time } from "../../lib/output.ts";
import { report, sendAs } from "../../lib/sending.ts";
import { lotToActOn } from "../lib/bills.ts";
import { eventOf } from "../lib/events.ts";
import { allowAtLeast } from "../lib/money.ts";
import { aliasIn } from "../lib/parties.ts";

interface Arguments {
  lot: string;
  honour: boolean;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { bills, address, lot, money, signer } = await lotToActOn(context, args.lot, args.as);
  if (args.honour) {
    await allowAtLeast(signer, money, address, lot.amountMinor);
    return sendAs(
      signer,
      bills.honourRecourse.populateTransaction(lot.id),
      `${money.format(lot.amountMinor)} paid; lot ${lot.name} is yours, with recourse against those before you.`,
      { lot: lot.name },
    );
  }
  const sent = await send(signer, await bills.callRecourse.populateTransaction(lot.id));
  const call = eventOf(sent, bills, "RecourseCalled");
  const called = aliasIn(await context.readState())(call.called);
  return report(`${called} is called upon to pay lot ${lot.name}, until ${time(call.dueAt)}.`, sent, {
    lot: lot.name,
    called,
    next: `bill recourse ${lot.name} --honour --as ${called}`,
  });
});
