import { parseTime, required } from "../../lib/arguments.ts";
import { time } from "../../lib/output.ts";
import { type ReceiptArguments, receiptStep } from "../lib/receipts.ts";

interface Arguments extends ReceiptArguments {
  until: string | undefined;
}

export default receiptStep<Arguments>(({ receipts, receipt }, { args }) => {
  const until = parseTime("until", required("until", args.until));
  return {
    call: receipts.extendStorage.populateTransaction(receipt.id, until),
    did: `Lot ${receipt.terms.lot} is kept until ${time(until)}.`,
  };
});
