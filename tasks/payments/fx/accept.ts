import { acceptQuote, connectExchange } from "@guildhall/sdk/payments";
import { action } from "../../lib/action.ts";
import { record } from "../../lib/output.ts";
import { quoteView, readQuoteFile, requireListedTokens, writeQuoteFile } from "../../lib/quotes.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const document = await readQuoteFile(args.file);
  await requireListedTokens(context, document);
  const exchange = await connectExchange(context.alliance);
  const accepted = await acceptQuote(await signerOf(context, args.as, "operator"), exchange, document);
  await writeQuoteFile(args.file, accepted);
  const view = { ...(await quoteView(context, accepted)), file: args.file };
  return { data: view, text: `Accepted; anyone may settle it now.\n${record(view)}` };
});
