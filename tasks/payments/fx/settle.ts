import { send } from "@guildhall/sdk";
import { explainRevert } from "@guildhall/sdk/errors";
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
    const events = (await readQuoteEvents(exchange)).filter((each) => each.transactionHash === sent.hash);
    const settled = new Set(events.filter(({ kind }) => kind === "settled").map(({ quoteId }) => quoteId));
    const reasons = new Map(events.map(({ quoteId, reason }) => [quoteId, reason]));
    const rows = await Promise.all(
      all.map(async (document) => {
        const [view, quoteId] = await Promise.all([
          quoteView(context, document),
          exchange.quoteIdOf(document.quote),
        ]);
        if (settled.has(quoteId)) return { ...view, quoteId, outcome: "settled", why: "" };
        const { why } = explainRevert(reasons.get(quoteId) ?? "0x");
        return { ...view, quoteId, outcome: "left out", why };
      }),
    );
    if (rows.some(({ outcome }) => outcome !== "settled")) process.exitCode = 1;
    const shown = rows.map(({ quoteId, gives, takes, outcome, why }) => [
      quoteId,
      gives,
      takes,
      outcome,
      why,
    ]);
    return {
      data: { quotes: rows, transaction: sent.hash },
      text: table(["quote", "maker gives", "maker takes", "outcome", "why"], shown),
    };
  }
});
