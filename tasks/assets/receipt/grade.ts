import { encodeBytes32String } from "ethers";
import { TaskError } from "../../lib/failure.ts";
import { evidenceOf, type ReceiptArguments, receiptStep } from "../lib/receipts.ts";

const LONGEST_GRADE = 31;

interface Arguments extends ReceiptArguments {
  grade: string;
  evidence: string | undefined;
}

export default receiptStep<Arguments>(({ receipts, receipt }, { args }) => {
  const { grade } = args;
  if (grade === "" || Buffer.byteLength(grade) > LONGEST_GRADE)
    throw new TaskError(`"${grade}" is no grade.`, `Give 1 to ${LONGEST_GRADE} bytes.`);
  const word = encodeBytes32String(grade);
  return {
    call: receipts.grade.populateTransaction(receipt.id, word, evidenceOf(args.evidence)),
    did: `Lot ${receipt.terms.lot} is of grade ${grade}.`,
    facts: { before: receipt.grade ?? "", grade },
  };
});
