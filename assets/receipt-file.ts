import { dirname, join } from "node:path";
import { normaliseNumber, saltedDigest } from "@guildhall/sdk/assets";
import { scaled } from "@guildhall/sdk/orders";
import { integer, percent, section, until } from "../files/fields.ts";
import { parseYaml, readText } from "../files/input-file.ts";
import { lineOfText, positiveDecimal } from "../orders/fields.ts";
import { digest, documentAt, explained, member } from "./fields.ts";

const UINT32 = 2 ** 32 - 1;
const MOST_DECIMALS = 9;
const MOST_TOLERANCE_PERCENT = 10;

const schema = section({
  class: integer(1, UINT32, "the class's number"),
  depositor: member,
  inspector: member,
  lot: explained("the number of the lot", normaliseNumber),
  commodity: lineOfText("an article's number", 64),
  quantity: section({
    amount: positiveDecimal("a quantity", MOST_DECIMALS),
    unit: lineOfText("a unit of measure", 16),
    decimals: integer(0, MOST_DECIMALS, "decimals"),
  }),
  site: lineOfText("a place", 200),
  storage: section({ until, charges: lineOfText("a note on the charges", 200) }),
  tierLimit: integer(0, 255, "tiers").optional(),
  tolerancePercent: percent(0, MOST_TOLERANCE_PERCENT),
  evidence: section({
    file: lineOfText("a path", 500).optional(),
    salt: digest.optional(),
    digest: digest.optional(),
  }),
});

/** A lot of goods as its file tells of it. */
export interface StoredLot {
  readonly classId: number;
  /** Alias, number or name of the member that brought the goods. */
  readonly depositor: string;
  readonly inspector: string;
  /** In normal form. */
  readonly lot: string;
  readonly commodity: string;
  /** In minor units of measure. */
  readonly quantity: bigint;
  readonly unit: string;
  readonly exponent: number;
  readonly site: string;
  readonly storageUntil: number;
  readonly charges: string;
  /** Nothing where the limit of the class holds. */
  readonly tierLimit: number | undefined;
  readonly toleranceBps: number;
  readonly evidenceDigest: string;
  /** To be kept with the evidence; nothing where the file gives a digest. */
  readonly evidenceSalt: string | undefined;
}

/**
 * Reads the file that tells of a lot of goods, and the evidence it names, whose path runs from its folder.
 *
 * @param path As it shall appear in findings.
 * @throws InputFileError with every finding: line, column, field, value, expectation.
 */
export async function readReceiptFile(path: string): Promise<StoredLot> {
  const { data } = parseYaml(await readText(path), path, schema, {
    sound: (file, report) => {
      if (file.quantity.amount.decimals > file.quantity.decimals)
        report(["quantity", "amount"], `has more than ${file.quantity.decimals} decimals; expected no more`);
      if ((file.evidence.file === undefined) === (file.evidence.digest === undefined))
        report(["evidence"], "needs the file of the evidence or its digest; expected one of them");
    },
  });
  const evidence = await evidenceOf(data.evidence, path);
  return {
    classId: data.class,
    depositor: data.depositor,
    inspector: data.inspector,
    lot: data.lot,
    commodity: data.commodity,
    quantity: scaled(data.quantity.amount, data.quantity.decimals),
    unit: data.quantity.unit,
    exponent: data.quantity.decimals,
    site: data.site,
    storageUntil: data.storage.until,
    charges: data.storage.charges,
    tierLimit: data.tierLimit,
    toleranceBps: data.tolerancePercent,
    evidenceDigest: evidence.digest,
    evidenceSalt: evidence.salt,
  };
}

async function evidenceOf(
  evidence: { file?: string | undefined; salt?: string | undefined; digest?: string | undefined },
  source: string,
): Promise<{ digest: string; salt: string | undefined }> {
  if (evidence.digest !== undefined) return { digest: evidence.digest, salt: undefined };
  const document = await documentAt(join(dirname(source), evidence.file ?? ""), source);
  return saltedDigest(document, evidence.salt);
}
