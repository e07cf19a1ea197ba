import { action } from "./action.ts";
import { findMember, memberOf } from "./members.ts";
import { nettedAmount, openNetting } from "./netting.ts";
import { sendAs } from "./sending.ts";
import { signerOf } from "./signers.ts";

interface Arguments {
  member: string;
  amount: string;
  guarantor?: string | undefined;
  as: string | undefined;
}

/** The action of a task that changes a credit line. */
export function lineChange(call: "grantLine" | "revokeLine" | "honourLine", did: string) {
  return action<Arguments>(async (args, context) => {
    const open = await openNetting(context);
    const { index, amount, amountMinor } = nettedAmount(open, args.amount);
    const state = await context.readState();
    const member = findMember(state, args.member);
    const signer = await signerOf(context, args.as, "operator");
    const { netting } = open;
    const guarantor =
      args.guarantor === undefined ? await memberOf(context, signer) : findMember(state, args.guarantor);
    const request =
      call === "grantLine"
        ? netting.grantLine.populateTransaction(member.id, index, amountMinor)
        : netting[call].populateTransaction(guarantor.id, member.id, index, amountMinor);
    return sendAs(signer, request, `${did} ${amount}: line of ${guarantor.name} to ${member.name}.`, {
      guarantor: guarantor.alias,
      member: member.alias,
      amount,
    });
  });
}
