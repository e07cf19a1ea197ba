import { GuildhallError } from "@guildhall/sdk/errors";
import { parseUetr } from "@guildhall/sdk/payments";
import { isHexString } from "ethers";
import type { z } from "zod";
import { field, integer, list, percent, section, until, word } from "../../files/fields.ts";
import { type InputFile, parseYaml, readText } from "../../files/input-file.ts";
import type { Path } from "../../files/yaml-source.ts";
import { parseMoney } from "../money.ts";

const party = field("the alias of a member, or the address of an account", (text) => {
  if (/^[a-z0-9][a-z0-9-]*$/.test(text) || /^0x[0-9a-fA-F]{40}$/.test(text)) return text;
  throw new Error("names no one");
});

const member = field("the alias of a member", (text) => {
  if (/^[a-z0-9][a-z0-9-]*$/.test(text) && !text.startsWith("0x")) return text;
  throw new Error("names no member");
});

const money = field("an amount and its currency, such as 1250.50 EUR", (text) => {
  try {
    return parseMoney(text);
  } catch (error) {
    if (!(error instanceof GuildhallError)) throw error;
    throw new Error(`is no amount: ${error.why.replace(/\.$/, "")}`);
  }
});

const digest = field("0x and 64 hex digits", (text) => {
  if (isHexString(text, 32)) return text.toLowerCase();
  throw new Error("is not a digest");
});

const uetr = field("a UUID of version 4", (text) => {
  try {
    return parseUetr(text);
  } catch {
    throw new Error("is no UETR");
  }
});

const purpose = field("four capital letters or digits", (text) => {
  if (/^[A-Z0-9]{4}$/.test(text)) return text;
  throw new Error("is no purpose code");
});

const schema = section({
  payer: party,
  payee: party,
  amount: money,
  issuer: member.optional(),
  authoriseBefore: until,
  captureBefore: until,
  refundBefore: until,
  agent: member.optional(),
  arbiter: section({ member, days: integer(1, 365, "days"), default: word(["payer", "payee"]) }).optional(),
  fee: section({ receiver: party.optional(), least: percent(0, 100), most: percent(0, 100) }).optional(),
  shares: list(
    section({
      beneficiary: party,
      parts: integer(1, Number.MAX_SAFE_INTEGER, "parts").optional(),
      amount: money.optional(),
    }),
    "shares",
  ).optional(),
  milestones: list(
    section({ amount: money, attester: member.optional(), evidence: digest.optional() }),
    "milestones",
  ).optional(),
  payout: section({ least: money, issuer: member.optional() }).optional(),
  order: digest.optional(),
  uetr: uetr.optional(),
  purpose: purpose.optional(),
});

/** Terms as people write them: members by alias, amounts with their currency, times in seconds since 1970. */
export type WrittenTerms = z.output<typeof schema>;

/** A file of terms. */
export type TermsFile = InputFile<WrittenTerms>;

/**
 * Reads terms from YAML, or from JSON of the same shape.
 *
 * @param path As it shall appear in findings.
 * @throws InputFileError with every finding: line, column, field, value, expectation.
 */
export async function readTermsFile(path: string): Promise<TermsFile> {
  return parseTermsFile(await readText(path), path);
}

/** As `readTermsFile`, from a text. */
export function parseTermsFile(text: string, source: string): TermsFile {
  return parseYaml(text, source, schema, {
    sound: (terms, report) => {
      for (const [path, message] of contradictions(terms)) report(path, message);
    },
  });
}

type Contradiction = [Path, string];

/** What the contract would refuse, said where it stands in the file. */
function contradictions(terms: WrittenTerms): Contradiction[] {
  return [...timesOf(terms), ...feesOf(terms), ...sharesOf(terms), ...milestonesOf(terms)];
}

function timesOf({ authoriseBefore, captureBefore, refundBefore }: WrittenTerms): Contradiction[] {
  const found: Contradiction[] = [];
  if (captureBefore < authoriseBefore)
    found.push([["captureBefore"], "is earlier than authoriseBefore; expected the same or later"]);
  if (refundBefore < captureBefore)
    found.push([["refundBefore"], "is earlier than captureBefore; expected the same or later"]);
  return found;
}

function feesOf({ fee }: WrittenTerms): Contradiction[] {
  if (fee === undefined) return [];
  const found: Contradiction[] = [];
  if (fee.least > fee.most) found.push([["fee", "least"], "is more than most; expected the same or less"]);
  if (fee.least > 0 && fee.receiver === undefined)
    found.push([["fee"], "has no receiver; expected one, since some fee is always taken"]);
  return found;
}

function sharesOf({ amount, shares = [] }: WrittenTerms): Contradiction[] {
  const found: Contradiction[] = [];
  const inAmounts = shares.filter((share) => share.amount !== undefined);
  for (const [index, share] of shares.entries()) {
    if ((share.parts === undefined) === (share.amount === undefined))
      found.push([["shares", index], "needs parts or an amount; expected one of them"]);
    found.push(...currencyOf(["shares", index, "amount"], share.amount, amount.currency));
  }
  if (inAmounts.length > 0 && inAmounts.length < shares.length)
    found.push([["shares"], "name parts and amounts; expected the same of all"]);
  if (found.length === 0 && inAmounts.length > 0)
    found.push(...sumOf(["shares"], inAmounts, amount.amountMinor));
  return found;
}

function milestonesOf({ amount, milestones = [] }: WrittenTerms): Contradiction[] {
  const found = milestones.flatMap((milestone, index) =>
    currencyOf(["milestones", index, "amount"], milestone.amount, amount.currency),
  );
  if (found.length > 0 || milestones.length === 0) return found;
  return sumOf(["milestones"], milestones, amount.amountMinor);
}

function currencyOf(
  path: Path,
  money: WrittenTerms["amount"] | undefined,
  currency: string,
): Contradiction[] {
  if (money === undefined || money.currency === currency) return [];
  return [[path, `is in ${money.currency}; expected ${currency} as the payment`]];
}

function sumOf(
  path: Path,
  items: readonly { amount?: WrittenTerms["amount"] | undefined }[],
  expected: bigint,
): Contradiction[] {
  const sum = items.reduce((total, { amount }) => total + (amount?.amountMinor ?? 0n), 0n);
  if (sum === expected) return [];
  return [[path, `add up to ${sum} minor units; expected ${expected}, the amount of the payment`]];
}
