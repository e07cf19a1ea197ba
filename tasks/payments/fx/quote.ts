import {
  answerRequest,
  checkQuote,
  connectExchange,
  encodeReference,
  newUetr,
  parseUetr,
} from "@guildhall/sdk/payments";
import { ZeroAddress } from "ethers";
import { action } from "../../lib/action.ts";
import { parseTime, required } from "../../lib/arguments.ts";
import { accountNamed, amountIn } from "../../lib/money.ts";
import { record } from "../../lib/output.ts";
import { quoteView, readQuoteFile, writeQuoteFile } from "../../lib/quotes.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  gives: string;
  takes: string;
  taker: string | undefined;
  insteadOf: string | undefined;
  until: string | undefined;
  out: string | undefined;
  uetr: string | undefined;
  reason: string | undefined;
  bank: string | undefined;
  otherBank: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const expiresAt = parseTime("until", required("until", args.until));
  const uetr = args.uetr === undefined ? newUetr() : parseUetr(args.uetr);
  const gives = await amountIn(context, args.gives, args.bank);
  const takes = await amountIn(context, args.takes, args.otherBank);
  const exchange = await connectExchange(context.alliance);
  const earlier = args.insteadOf === undefined ? undefined : await readQuoteFile(args.insteadOf);
  const request = {
    taker: args.taker === undefined ? ZeroAddress : await accountNamed(context, args.taker),
    wants: { token: await gives.token.getAddress() },
    gives: { token: await takes.token.getAddress() },
  };
  const document = await answerRequest(
    await signerOf(context, args.as, "operator"),
    exchange,
    request,
    { givesMinor: gives.amountMinor, takesMinor: takes.amountMinor },
    expiresAt,
    { nonce: earlier?.quote.nonce, paymentReference: encodeReference({ uetr, reason: args.reason }) },
  );
  const quoteId = await checkQuote(exchange, document);
  const file = required("out", args.out);
  await writeQuoteFile(file, document);
  const view = { ...(await quoteView(context, document)), uetr, quoteId, file };
  return { data: view, text: `Signed a quote.\n${record(view)}` };
});
