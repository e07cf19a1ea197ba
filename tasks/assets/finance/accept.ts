import { checkFinancingOffer, connectFinancing, discountTuple, loanTuple } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { offerView, readOfferFile } from "../lib/financing.ts";
import { moneyAt } from "../lib/money.ts";
import { allowUnits } from "../lib/units.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const document = await readOfferFile(context, args.file);
  const financing = await connectFinancing(context.alliance);
  const id = await checkFinancingOffer(financing, document);
  const signer = await signerOf(context, args.as, "operator");
  await allowUnits(context, signer, document);
  const money = await moneyAt(context.alliance, document.terms.token);
  const view = offerView(await context.readState(), document, money);
  if (document.kind === "discount") {
    return sendAs(
      signer,
      financing.acceptDiscount.populateTransaction(discountTuple(document.terms), document.signature),
      `Sold for ${money.format(document.terms.priceMinor)}.`,
      { discount: id, ...view },
    );
  }
  return sendAs(
    signer,
    financing.acceptLoan.populateTransaction(loanTuple(document.terms), document.signature),
    `Borrowed ${money.format(document.terms.principalMinor)}.`,
    { loan: id, ...view },
  );
});
