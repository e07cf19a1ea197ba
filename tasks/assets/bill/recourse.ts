import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { lotToActOn } from "../lib/bills.ts";
import { allowAtLeast, inWords } from "../lib/money.ts";
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
      `${inWords(money, lot.amountMinor)} paid; lot ${lot.name} is yours, with recourse against those before you.`,
      { lot: lot.name },
    );
  }
  const alias = aliasIn(await context.readState());
  const called = await bills
    .connect(signer)
    .callRecourse.staticCall(lot.id)
    .then(alias)
    .catch(() => "");
  return sendAs(
    signer,
    bills.callRecourse.populateTransaction(lot.id),
    `${called} is called upon to pay lot ${lot.name}.`,
    { lot: lot.name, called, next: `bill recourse ${lot.name} --honour --as ${called}` },
  );
});
