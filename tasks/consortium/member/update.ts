import { send } from "@guildhall/sdk";
import { CAPABILITIES, capabilitiesProposal, type MemberState, parseNames } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { parseTime } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { findMember } from "../../lib/members.ts";
import { type Output, time } from "../../lib/output.ts";
import { proposeAs } from "../../lib/proposing.ts";
import { report } from "../../lib/sending.ts";
import { officeSigner } from "../../lib/signers.ts";

interface Arguments {
  member: string;
  capabilities: string | undefined;
  kycUntil: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const member = findMember(await context.readState(), args.member);
  if ((args.capabilities === undefined) === (args.kycUntil === undefined)) {
    throw new TaskError(
      "Give one thing to update: --capabilities or --kyc-until.",
      "Capabilities are proposed to the alliance; the registrar records an identity check by itself.",
    );
  }
  if (args.kycUntil !== undefined)
    return renewKyc(context, member, parseTime("kyc-until", args.kycUntil), args.as);
  const capabilities = parseNames(CAPABILITIES, args.capabilities ?? "");
  return proposeAs(context, args.as, capabilitiesProposal(context.alliance, member, capabilities));
});

/** Also refreshes the copy of the expiry that each account carries, which saves gas in every later check. */
async function renewKyc(
  context: Context,
  member: MemberState,
  until: number,
  as: string | undefined,
): Promise<Output> {
  const { registry } = context.alliance;
  const signer = await officeSigner(context, as, "registrar");
  const sent = await send(signer, await registry.renewKyc.populateTransaction(member.id, until));
  const inUse = member.accounts.filter(({ rights }) => rights !== 0).map(({ address }) => address);
  await send(signer, await registry.syncAccounts.populateTransaction(inUse));
  return report(`Identity of ${member.name} checked until ${time(until)}.`, sent, { accounts: inUse.length });
}
