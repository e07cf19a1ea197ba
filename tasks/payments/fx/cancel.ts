import { connectExchange } from "@guildhall/sdk/payments";
import { ZeroAddress } from "ethers";
import { action } from "../../lib/action.ts";
import { TaskError } from "../../lib/failure.ts";
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
  const account = await signer.getAddress();
  if (account !== quote.maker && account !== quote.taker) {
    throw new TaskError(
      `${account} is neither the maker nor the taker of this quote.`,
      `Sign for its maker ${quote.maker}${quote.taker === ZeroAddress ? "" : ` or its taker ${quote.taker}`}.`,
    );
  }
  if (await exchange.isNonceUsed(quote.maker, quote.nonce)) {
    throw new TaskError(
      "The quote was settled or cancelled before; there is nothing to take back.",
      "`fx list` tells which.",
    );
  }
  if (account === quote.taker) {
    return sendAs(
      signer,
      exchange.withdraw.populateTransaction(quote),
      "Withdrew from the quote; the taker's signature is worth nothing any more.",
    );
  }
  return sendAs(
    signer,
    exchange.cancel.populateTransaction([quote.nonce]),
    `Cancelled the quote, and any other of ${account} with the nonce ${quote.nonce}.`,
  );
});
