import { connectExchange } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { readQuoteFile } from "../../lib/quotes.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { quote } = await readQuoteFile(args.file);
  const exchange = await connectExchange(context.alliance);
  const signer = await signerOf(context, args.as, "operator");
  if ((await signer.getAddress()) === quote.taker) {
    return sendAs(
      signer,
      exchange.withdraw.populateTransaction(quote),
      "Withdrew from the quote; the taker's signature is worth nothing any more.",
    );
  }
  return sendAs(
    signer,
    exchange.cancel.populateTransaction([quote.nonce]),
    `Cancelled every quote of ${await signer.getAddress()} with the nonce ${quote.nonce}.`,
  );
});
