import { openSender } from "@guildhall/sdk";
import type { AllianceState, MemberState } from "@guildhall/sdk/consortium";
import {
  encodeObligation,
  encodeUetrs,
  LARGEST_LOT,
  type ObligationTerms,
  readBatchReferences,
} from "@guildhall/sdk/payments";
import { id } from "ethers";
import {
  type LineFault,
  type ObligationLine,
  readObligations,
  wrong,
} from "../../../payments/netting/file.ts";
import { action } from "../../lib/action.ts";
import { TaskError } from "../../lib/failure.ts";
import { findMember, memberOf } from "../../lib/members.ts";
import { type Netting, nettedCurrency, openNetting } from "../../lib/netting.ts";
import { record } from "../../lib/output.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  file: string;
  label: string | undefined;
  as: string | undefined;
}

interface Batch {
  readonly reference: string;
  readonly words: bigint[];
  readonly uetrs: string;
}

export default action<Arguments>(async (args, context) => {
  const open = await openNetting(context);
  const signer = await signerOf(context, args.as, "operator");
  const [state, member] = await Promise.all([context.readState(), memberOf(context, signer)]);
  const lines = await readObligations(args.file, (line) => faultsOf(line, state, open));
  const own = lines.filter(({ debtor }) => findMember(state, debtor).id === member.id);
  if (own.length === 0) {
    throw new TaskError(
      `${args.file} holds no obligation of ${member.name}.`,
      "Sign for a member that the file names as a debtor.",
    );
  }
  const batches = batchesOf(own, state, open, args.label ?? "", member);
  const { netting } = open;
  const known = await readBatchReferences(netting, member.id);
  const sender = await openSender(signer);
  const sent = [];
  for (const { reference, words, uetrs } of batches.filter((batch) => !known.has(batch.reference))) {
    const request = await netting.submit.populateTransaction(reference, words, uetrs);
    const { hash, blockNumber, gasUsed } = await sender.send(request);
    sent.push({ reference, obligations: words.length, transaction: hash, block: blockNumber, gas: gasUsed });
  }
  const facts = {
    member: member.alias,
    obligations: own.length,
    batches: batches.length,
    submittedNow: sent.length,
    submittedBefore: batches.length - sent.length,
    linesOfOthers: lines.length - own.length,
  };
  return { data: { ...facts, sent }, text: record(facts) };
});

function faultsOf(line: ObligationLine, state: AllianceState, { currencies }: Netting): LineFault[] {
  const faultIn = (field: string, look: () => unknown): LineFault[] => {
    try {
      look();
      return [];
    } catch (error) {
      return [wrong(line.line, field, (error as TaskError).why.replace(/\.$/, ""))];
    }
  };
  return [
    ...faultIn("debtor", () => findMember(state, line.debtor)),
    ...faultIn("creditor", () => findMember(state, line.creditor)),
    ...faultIn("amount", () => nettedCurrency(currencies, line.amount.currency)),
    ...(line.versus === undefined
      ? []
      : faultIn("versus", () => nettedCurrency(currencies, line.versus?.currency ?? ""))),
  ];
}

/**
 * Batches of the size that the contract takes; a pair is not cut. Their references follow from what they hold, so that the same
 * file submitted twice is seen to be there already; under another label it is another.
 */
function batchesOf(
  lines: readonly ObligationLine[],
  state: AllianceState,
  { currencies }: Netting,
  label: string,
  { id: debtor }: MemberState,
): Batch[] {
  const batches: { words: bigint[]; uetrs: (string | undefined)[] }[] = [];
  for (const line of lines) {
    const words = wordsOf(line, state, currencies, debtor);
    const last = batches.at(-1);
    const fits = last !== undefined && last.words.length + words.length <= LARGEST_LOT;
    const batch = fits ? last : { words: [], uetrs: [] };
    if (!fits) batches.push(batch);
    batch.words.push(...words);
    batch.uetrs.push(...words.map(() => line.uetr));
  }
  return batches.map(({ words, uetrs }, index) => {
    const hasAll = uetrs.every((uetr) => uetr !== undefined);
    const encoded = hasAll ? encodeUetrs(uetrs as string[]) : "0x";
    const reference = id(JSON.stringify(["obligations", label, index, words.map(String), encoded]));
    return { reference, words, uetrs: encoded };
  });
}

function wordsOf(
  line: ObligationLine,
  state: AllianceState,
  currencies: Netting["currencies"],
  debtor: number,
): bigint[] {
  const { priority, isDivisible, mayWait, versus, amount } = line;
  const creditor = findMember(state, line.creditor).id;
  const terms: ObligationTerms = {
    creditor,
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
    creditor: debtor,
    currency: nettedCurrency(currencies, versus.currency).index,
    amountMinor: versus.amountMinor,
    leg: "counter",
  };
  return [encodeObligation(terms), encodeObligation(counter)];
}
