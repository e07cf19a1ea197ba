import { connectFinancing, discountTuple } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { TaskError } from "../../lib/failure.ts";
import { accountNamed } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { readOfferFile } from "../lib/financing.ts";
import { allowAtLeast, minorIn, moneyAt } from "../lib/money.ts";

interface Arguments {
  file: string;
  receiver: string | undefined;
  minUnpaid: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const document = await readOfferFile(context, args.file);
  if (document.kind !== "discount") throw new TaskError("The offer is a loan.", "Repay it: `finance repay`.");
  const { terms } = document;
  const financing = await connectFinancing(context.alliance);
  const signer = await signerOf(context, args.as, "operator");
  const money = await moneyAt(context.alliance, terms.token);
  await allowAtLeast(signer, money, await financing.getAddress(), terms.buyBackPriceMinor);
  const receiver = args.receiver === undefined ? terms.seller : await accountNamed(context, args.receiver);
  const minUnpaid = args.minUnpaid === undefined ? terms.minUnpaidMinor : minorIn(money, args.minUnpaid);
  return sendAs(
    signer,
    financing.buyBack.populateTransaction(discountTuple(terms), receiver, minUnpaid),
    `Bought back for ${money.format(terms.buyBackPriceMinor)}.`,
    { receiver },
  );
});
