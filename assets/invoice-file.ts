import { dirname, join } from "node:path";
import { dueAt, normaliseNumber, saltedDigest } from "@guildhall/sdk/assets";
import { keccak256, ZeroHash } from "ethers";
import { field, integer, section, word } from "../files/fields.ts";
import { parseYaml, type Report, readText } from "../files/input-file.ts";
import { parseMoney } from "../payments/money.ts";
import { digest, documentAt, explained, member } from "./fields.ts";

const UINT32 = 2 ** 32 - 1;

const money = explained("an amount above zero and its currency, such as 12500.00 EUR", (text) => {
  if (/^\s*[-(]|-\s*$/.test(text.replace(/[A-Z]{3}/, "")))
    throw new Error("is negative: that is a credit note, which `asset credit` sets against a claim");
  const read = parseMoney(text);
  if (read.amountMinor === 0n) throw new Error("is nothing");
  return read;
});

const number = explained("the number as it stands on the invoice", normaliseNumber);

const day = field("a day such as 2031-03-31", (text) => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new Error("is no day");
  return text;
});

const text = (expected: string) => field(expected, (written) => written);

const schema = section({
  class: integer(1, UINT32, "the class's number"),
  debtor: member,
  number,
  amount: money,
  due: section({ day, zone: text("a time zone such as Europe/Berlin") }),
  tierLimit: integer(0, 255, "tiers").optional(),
  recourse: word(["yes", "no"]),
  invoice: section({ file: text("a path").optional(), digest: digest.optional() }),
  evidence: section({ file: text("a path"), salt: digest.optional() }).optional(),
  order: digest.optional(),
});

/** An invoice as its file tells of it. */
export interface Invoice {
  readonly classId: number;
  /** Alias, number or name of the member that owes. */
  readonly debtor: string;
  /** In normal form. */
  readonly number: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly dueAt: number;
  /** Nothing where the limit of the class holds. */
  readonly tierLimit: number | undefined;
  readonly recourse: boolean;
  readonly invoiceDigest: string;
  /** Salted; zero without evidence. */
  readonly evidenceDigest: string;
  /** To be kept with the evidence; nothing without. */
  readonly evidenceSalt: string | undefined;
  readonly orderReference: string;
}

/**
 * Reads the file that tells of an invoice, and the documents it names, whose paths run from its folder.
 *
 * @param path As it shall appear in findings.
 * @throws InputFileError with every finding: line, column, field, value, expectation.
 */
export async function readInvoiceFile(path: string): Promise<Invoice> {
  const source = await readText(path);
  const folder = dirname(path);
  let late = 0;
  const { data } = parseYaml(source, path, schema, {
    sound: ({ due, invoice }, report) => {
      late = dueDateOf(due, report);
      if ((invoice.file === undefined) === (invoice.digest === undefined))
        report(["invoice"], "needs the file of the invoice or its digest; expected one of them");
    },
  });
  const evidence =
    data.evidence === undefined
      ? undefined
      : saltedDigest(await documentAt(join(folder, data.evidence.file), path), data.evidence.salt);
  return {
    classId: data.class,
    debtor: data.debtor,
    number: data.number,
    ...data.amount,
    dueAt: late,
    tierLimit: data.tierLimit,
    recourse: data.recourse === "yes",
    invoiceDigest:
      data.invoice.digest ?? keccak256(await documentAt(join(folder, data.invoice.file ?? ""), path)),
    evidenceDigest: evidence?.digest ?? ZeroHash,
    evidenceSalt: evidence?.salt,
    orderReference: data.order ?? ZeroHash,
  };
}

function dueDateOf(due: { day: string; zone: string }, report: Report): number {
  try {
    return dueAt(due.day, due.zone);
  } catch (error) {
    report(["due"], (error as Error).message);
    return 0;
  }
}
