import { ZeroAddress } from "ethers";
import { action } from "../../lib/action.ts";
import { parseAddress } from "../../lib/arguments.ts";
import { readQuoteFile } from "../../lib/quotes.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { type CaptureArguments, captureOf } from "./lib/capture.ts";
import { currencyOf, findPayment, written } from "./lib/found.ts";
import { payoutsOf } from "./lib/payouts.ts";

interface Arguments extends CaptureArguments {
  payment: string;
  feeReceiver: string | undefined;
  quote: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const found = await findPayment(context, args.payment);
  const { escrow, payment, currency } = found;
  const { terms, paymentId } = payment;
  const feeReceiver =
    args.feeReceiver === undefined ? ZeroAddress : parseAddress("--fee-receiver", args.feeReceiver);
  const item = { ...captureOf(found, args), feeReceiver };
  const signer = await signerOf(context, args.as, "operator");
  const facts = { payment: paymentId, held: written(payment.capturableMinor - item.amountMinor, currency) };
  const did = `${written(item.amountMinor, currency)} are captured.`;
  if (args.quote !== undefined) {
    const { quote, makerSignature = "0x" } = await readQuoteFile(args.quote);
    return sendAs(
      signer,
      escrow.captureWithQuote.populateTransaction(terms, item, quote, makerSignature),
      did,
      {
        ...facts,
        sold: written(quote.takerAmountMinor, currency),
        bought: written(quote.makerAmountMinor, await currencyOf(context, quote.makerToken)),
      },
    );
  }
  const { payouts, fee } = await payoutsOf(found, await context.readState(), item.amountMinor, item.feeBps);
  const call = escrow.capture.populateTransaction(terms, item);
  return sendAs(signer, call, did, { ...facts, payouts, fee });
});
