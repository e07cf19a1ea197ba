import { openSender } from "@guildhall/sdk";
import type { AllianceState } from "@guildhall/sdk/consortium";
import { readBatchReferences } from "@guildhall/sdk/payments";
import { batchesOf } from "../../../payments/netting/batches.ts";
import {
  type LineFault,
  type ObligationLine,
  readObligations,
  wrong,
} from "../../../payments/netting/file.ts";
import { action } from "../../lib/action.ts";
import { TaskError } from "../../lib/failure.ts";
import { findMember, memberOf } from "../../lib/members.ts";
import { type Netting, nettedCurrency, numbersIn, openNetting } from "../../lib/netting.ts";
import { record } from "../../lib/output.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  file: string;
  label: string | undefined;
  as: string | undefined;
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
  const batches = batchesOf(own, member.id, numbersIn(state, open), args.label);
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
    ...faultIn("creditor", () => {
      if (findMember(state, line.creditor).id === findMember(state, line.debtor).id)
        throw new TaskError("is the debtor itself.", "");
    }),
    ...faultIn("amount", () => nettedCurrency(currencies, line.amount.currency)),
    ...(line.versus === undefined
      ? []
      : faultIn("versus", () => nettedCurrency(currencies, line.versus?.currency ?? ""))),
  ];
}
