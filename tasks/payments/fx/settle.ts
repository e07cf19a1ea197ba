import { send } from "@guildhall/sdk";
import { checkQuote, connectExchange, type QuoteDocument, readQuoteEvents } from "@guildhall/sdk/payments";
import type { Signer } from "ethers";
import { action } from "../../lib/action.ts";
import { parseList } from "../../lib/arguments.ts";
import { type Output, table } from "../../lib/output.ts";
import { quoteView, readQuoteFile, requireListedTokens } from "../../lib/quotes.ts";
import { report } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  files: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const documents = await Promise.all(parseList(args.files).map(readQuoteFile));
  const exchange = await connectExchange(context.alliance);
  for (const document of documents) {
    await requireListedTokens(context, document);
    await checkQuote(exchange, document);
  }
  const signer = await signerOf(context, args.as, "operator");
  const [only] = documents;
  if (only !== undefined && documents.length === 1) return settleOne(only);
  return settleAll(documents, signer);

  async function settleOne({
    quote,
    makerSignature = "0x",
    takerSignature = "0x",
  }: QuoteDocument): Promise<Output> {
    const sent = await send(
      signer,
      await exchange.settle.populateTransaction(quote, makerSignature, takerSignature),
    );
    const view = await quoteView(context, only as QuoteDocument);
    return report(`Settled: ${view.gives} for ${view.takes}.`, sent, view);
  }

  async function settleAll(all: readonly QuoteDocument[], by: Signer): Promise<Output> {
    const signed = all.map(({ quote, makerSignature = "0x", takerSignature = "0x" }) => {
      return { quote, makerSignature, takerSignature };
    });
    const sent = await send(by, await exchange.settleBatch.populateTransaction(signed));
    const settled = new Set(
      (await readQuoteEvents(exchange))
        .filter(({ kind, transactionHash }) => kind === "settled" && transactionHash === sent.hash)
        .map(({ quoteId }) => quoteId),
    );
    const rows = await Promise.all(
      all.map(async (document) => {
        const [view, quoteId] = await Promise.all([
          quoteView(context, document),
          exchange.quoteIdOf(document.quote),
        ]);
        return { ...view, quoteId, outcome: settled.has(quoteId) ? "settled" : "left out" };
      }),
    );
    const shown = rows.map(({ quoteId, gives, takes, outcome }) => [quoteId, gives, takes, outcome]);
    return {
      data: { quotes: rows, transaction: sent.hash },
      text: table(["quote", "maker gives", "maker takes", "outcome"], shown),
    };
  }
});
