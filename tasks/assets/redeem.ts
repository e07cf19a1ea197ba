import { readClaim } from "@guildhall/sdk/assets";
import { action } from "../lib/action.ts";
import { TaskError } from "../lib/failure.ts";
import { accountNamed } from "../lib/money.ts";
import { record } from "../lib/output.ts";
import { sendAs } from "../lib/sending.ts";
import { signerOf } from "../lib/signers.ts";
import { findClaim, formatClaimId } from "./lib/found.ts";
import { accountName } from "./lib/view.ts";

/** Holders paid in one transaction, well below what a block takes. */
const PAGE = 50;

interface Arguments {
  claim: string;
  holder: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { receivables, claim, format } = await findClaim(context, args.claim);
  const signer = await signerOf(context, args.as, "operator");
  if (args.holder !== undefined) {
    const holder = await accountNamed(context, args.holder);
    return sendAs(
      signer,
      receivables.redeem.populateTransaction(claim.id, holder),
      `${args.holder} is paid.`,
    );
  }
  const due = claim.holders.filter(({ dueMinor }) => dueMinor > 0n).map(({ account }) => account);
  if (due.length === 0) {
    throw new TaskError(
      "Nothing is due to any holder now.",
      "`asset show` tells what was paid and what waits.",
    );
  }
  for (let start = 0; start < due.length; start += PAGE) {
    const page = due.slice(start, start + PAGE);
    await sendAs(signer, receivables.payOut.populateTransaction(claim.id, page), "");
  }
  const state = await context.readState();
  const { holders } = await readClaim(receivables, claim.id);
  const waiting = holders.filter(({ account, dueMinor }) => dueMinor > 0n && due.includes(account));
  const facts = {
    claim: formatClaimId(claim.id),
    paid: due.length - waiting.length,
    waiting: waiting.map(({ account, dueMinor }) => `${accountName(state, account)}: ${format(dueMinor)}`),
  };
  const done =
    waiting.length === 0
      ? "Every holder has what is due to it."
      : "Some holders cannot be paid now; what is due to them waits.";
  return { data: { done, ...facts }, text: `${done}\n${record(facts)}` };
});
