import { encodeObligation, encodeUetrs, LARGEST_LOT, type ObligationTerms } from "@guildhall/sdk/payments";
import { id } from "ethers";
import type { ObligationLine } from "./file.ts";

/** Obligations of one debtor as `submit` takes them. */
export interface Batch {
  readonly reference: string;
  readonly words: bigint[];
  readonly uetrs: string;
}

/** What the names in a file stand for. */
export interface Numbers {
  /** The organisation of that alias, number or name. */
  member(name: string): number;
  /** The place of a currency among those that are netted. */
  currency(code: string): number;
}

/**
 * Batches of the size that the contract takes; a pair is not cut, and since a batch has a UETR for each obligation or none, a line
 * with one does not share it with a line without. Their references follow from what they hold, so that the same
 * file submitted twice is seen to be there already; under another label it is another.
 *
 * @param lines All of one debtor.
 * @param debtor Its number in the register.
 */
export function batchesOf(
  lines: readonly ObligationLine[],
  debtor: number,
  numbers: Numbers,
  label = "",
): Batch[] {
  const batches: { words: bigint[]; uetrs: string[] }[] = [];
  for (const line of lines) {
    const words = wordsOf(line, debtor, numbers);
    const last = batches.at(-1);
    const fits =
      last !== undefined &&
      last.words.length + words.length <= LARGEST_LOT &&
      last.uetrs.length === (line.uetr === undefined ? 0 : last.words.length);
    const batch = fits ? last : { words: [], uetrs: [] };
    if (!fits) batches.push(batch);
    batch.words.push(...words);
    const { uetr } = line;
    if (uetr !== undefined) batch.uetrs.push(...words.map(() => uetr));
  }
  return batches.map(({ words, uetrs }, index) => {
    const encoded = encodeUetrs(uetrs);
    const reference = id(JSON.stringify(["obligations", label, index, words.map(String), encoded]));
    return { reference, words, uetrs: encoded };
  });
}

function wordsOf(line: ObligationLine, debtor: number, numbers: Numbers): bigint[] {
  const { priority, isDivisible, mayWait, versus, amount } = line;
  const terms: ObligationTerms = {
    creditor: numbers.member(line.creditor),
    currency: numbers.currency(amount.currency),
    amountMinor: amount.amountMinor,
    priority,
    isDivisible,
    mayWait,
    leg: versus === undefined ? undefined : "first",
  };
  if (versus === undefined) return [encodeObligation(terms)];
  const counter: ObligationTerms = {
    ...terms,
    creditor: debtor,
    currency: numbers.currency(versus.currency),
    amountMinor: versus.amountMinor,
    leg: "counter",
  };
  return [encodeObligation(terms), encodeObligation(counter)];
}
