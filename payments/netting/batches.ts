import type { AllianceState, MemberState } from "@guildhall/sdk/consortium";
import { encodeObligation, encodeUetrs, LARGEST_LOT, type ObligationTerms } from "@guildhall/sdk/payments";
import { id } from "ethers";
import { findMember } from "../../tasks/lib/members.ts";
import { type NettedCurrency, nettedCurrency } from "../../tasks/lib/netting.ts";
import type { ObligationLine } from "./file.ts";

/** Obligations of one debtor as `submit` takes them. */
export interface Batch {
  readonly reference: string;
  readonly words: bigint[];
  readonly uetrs: string;
}

/**
 * Batches of the size that the contract takes; a pair is not cut, and since a batch has a UETR for each obligation or none, a line
 * with one does not share it with a line without. Their references follow from what they hold, so that the same
 * file submitted twice is seen to be there already; under another label it is another.
 *
 * @param lines All of one debtor.
 */
export function batchesOf(
  lines: readonly ObligationLine[],
  debtor: MemberState,
  state: AllianceState,
  currencies: readonly NettedCurrency[],
  label = "",
): Batch[] {
  const batches: { words: bigint[]; uetrs: string[] }[] = [];
  for (const line of lines) {
    const words = wordsOf(line, debtor, state, currencies);
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

function wordsOf(
  line: ObligationLine,
  debtor: MemberState,
  state: AllianceState,
  currencies: readonly NettedCurrency[],
): bigint[] {
  const { priority, isDivisible, mayWait, versus, amount } = line;
  const terms: ObligationTerms = {
    creditor: findMember(state, line.creditor).id,
    currency: nettedCurrency(currencies, amount.currency).index,
    amountMinor: amount.amountMinor,
    priority,
    isDivisible,
    mayWait,
    leg: versus === undefined ? undefined : "first",
  };
  if (versus === undefined) return [encodeObligation(terms)];
  const counter: ObligationTerms = {
    ...terms,
    creditor: debtor.id,
    currency: nettedCurrency(currencies, versus.currency).index,
    amountMinor: versus.amountMinor,
    leg: "counter",
  };
  return [encodeObligation(terms), encodeObligation(counter)];
}
