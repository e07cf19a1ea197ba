import { answerRequest, connectExchange } from "@guildhall/sdk/payments";
import { ZeroAddress } from "ethers";
import { parseMoney } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import { parseTime, required } from "../../lib/arguments.ts";
import { TaskError } from "../../lib/failure.ts";
import { record } from "../../lib/output.ts";
import { quoteView, writeQuoteFile } from "../../lib/quotes.ts";
import { signerOf } from "../../lib/signers.ts";
import { type CaptureArguments, captureOf } from "./lib/capture.ts";
import { currencyOf, findPayment } from "./lib/found.ts";

interface Arguments extends CaptureArguments {
  payment: string;
  gives: string;
  until: string | undefined;
  out: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const found = await findPayment(context, args.payment);
  const { escrow, payment } = found;
  const { terms, paymentId } = payment;
  if (terms.payoutToken === ZeroAddress) {
    throw new TaskError(
      `Payment ${paymentId} is paid out in the money that is held.`,
      "It needs no quote: `escrow capture`.",
    );
  }
  const expiresAt = parseTime("until", required("until", args.until));
  const file = required("out", args.out);
  const { amountMinor, feeBps } = captureOf(found, args);
  const { amountMinor: givesMinor } = parseMoney(args.gives, await currencyOf(context, terms.payoutToken));
  // The fee is kept in the money that is held; the rest is sold.
  const takesMinor = amountMinor - (amountMinor * BigInt(feeBps)) / 10_000n;
  const document = await answerRequest(
    await signerOf(context, args.as, "operator"),
    await connectExchange(context.alliance),
    {
      taker: await escrow.getAddress(),
      wants: { token: terms.payoutToken },
      gives: { token: terms.token },
    },
    { givesMinor, takesMinor },
    expiresAt,
    { paymentReference: paymentId },
  );
  await writeQuoteFile(file, document);
  const view = { payment: paymentId, ...(await quoteView(context, document)), file };
  return {
    data: view,
    text: `Signed a quote for this capture.\n${record(view)}`,
  };
});
