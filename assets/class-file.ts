import { bitsOf, CAPABILITIES, type CapabilityName } from "@guildhall/sdk/consortium";
import { isHexString, keccak256, toUtf8Bytes } from "ethers";
import type { z } from "zod";
import { field, integer, list, section, word } from "../files/fields.ts";
import { parseYaml, readText } from "../files/input-file.ts";
import { exponentOf } from "../payments/money.ts";

const SECONDS_PER_DAY = 86_400;
const MOST_GRACE_DAYS = 3_650;
const ANY_TIER = 255;

const capability = word(Object.keys(CAPABILITIES) as CapabilityName[]);

const title = field("a title of 1 to 100 characters on one line", (text) => {
  if (text.trim() !== text || text === "" || text.length > 100 || /\p{Cc}/u.test(text))
    throw new Error("is no title");
  return text;
});

const currency = field("three capital letters of ISO 4217", (text) => {
  try {
    exponentOf(text);
    return text;
  } catch {
    throw new Error("is no currency");
  }
});

const alias = field("the alias of a member", (text) => {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(text)) throw new Error("names no member");
  return text;
});

const digest = field("0x and 64 hex digits", (text) => {
  if (!isHexString(text, 32)) throw new Error("is not a digest");
  return text.toLowerCase();
});

const schema = section({
  class: section({ title, kind: word(["receivables", "receipts"]) }),
  terms: section({
    money: currency.optional(),
    bank: alias.optional(),
    graceDays: integer(0, MOST_GRACE_DAYS, "days"),
  }),
  transfer: section({
    tierLimit: integer(0, ANY_TIER, "tiers"),
    issuers: list(capability, "capabilities", 0),
    holders: list(capability, "capabilities", 0),
  }),
  documents: list(section({ title, digest }), "documents", 0).optional(),
});

/** A class of claims as its file defines it. */
export interface ClassDefinition {
  readonly title: string;
  /** Of the money that pays its claims; nothing for goods. */
  readonly currency: string | undefined;
  /** Alias of the bank whose money is meant, if the file names it. */
  readonly bank: string | undefined;
  readonly graceSeconds: number;
  readonly tierLimit: number;
  /** Bits of `CAPABILITIES`; zero means any member. */
  readonly issuerCapabilities: number;
  readonly holderCapabilities: number;
  /** Documents that the file refers to, by their digests. */
  readonly documents: readonly { title: string; digest: string }[];
  /** Digest of the file, byte for byte: whoever has the file can compare. */
  readonly rulesDigest: string;
}

/**
 * Reads the file that defines a class of claims.
 *
 * @param path As it shall appear in findings.
 * @throws InputFileError with every finding: line, column, field, value, expectation.
 */
export async function readClassFile(path: string): Promise<ClassDefinition> {
  return parseClassFile(await readText(path), path);
}

/** As `readClassFile`, from a text. */
export function parseClassFile(text: string, source: string): ClassDefinition {
  const { data } = parseYaml(text, source, schema, { sound: findFaults });
  return {
    title: data.class.title,
    currency: data.terms.money,
    bank: data.terms.bank,
    graceSeconds: data.terms.graceDays * SECONDS_PER_DAY,
    tierLimit: data.transfer.tierLimit,
    issuerCapabilities: bitsOf(CAPABILITIES, data.transfer.issuers),
    holderCapabilities: bitsOf(CAPABILITIES, data.transfer.holders),
    documents: data.documents ?? [],
    rulesDigest: keccak256(toUtf8Bytes(text)),
  };
}

type Report = (path: readonly (string | number)[], message: string) => void;

function findFaults(file: z.output<typeof schema>, report: Report): void {
  const { money, bank } = file.terms;
  const inMoney = file.class.kind === "receivables";
  if (inMoney && money === undefined)
    report(["terms"], "names no money; expected the currency in which receivables are paid");
  if (!inMoney && (money !== undefined || bank !== undefined))
    report(["terms"], "names money; expected none, since receipts are delivered");
  findRepetitions(file, report);
}

function findRepetitions({ transfer, documents = [] }: z.output<typeof schema>, report: Report): void {
  for (const name of ["issuers", "holders"] as const) {
    transfer[name].forEach((item, index) => {
      if (transfer[name].indexOf(item) < index)
        report(["transfer", name, index], `"${item}" stands above; expected each once`);
    });
  }
  documents.forEach(({ digest: text }, index) => {
    if (documents.findIndex((other) => other.digest === text) < index)
      report(["documents", index, "digest"], "stands above; expected each document once");
  });
}
