import { reasonDigest, signEmergencySuspension } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { parseList, required } from "../../lib/arguments.ts";
import { emergencyDeadline, orderEndorsements, parseEndorsement } from "../../lib/endorsements.ts";
import { findMember } from "../../lib/members.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  member: string;
  reason: string | undefined;
  until: string | undefined;
  endorsers: string | undefined;
  endorsements: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { registry } = context.alliance;
  const state = await context.readState();
  const accused = findMember(state, args.member);
  const emergency = { orgId: accused.id, reason: reasonDigest(required("reason", args.reason)) };
  const endorsements = parseList(args.endorsements).map(parseEndorsement);
  const deadline = await emergencyDeadline(context, args.until, endorsements);
  for (const endorser of parseList(args.endorsers)) {
    const signer = await signerOf(context, endorser);
    const { signature } = await signEmergencySuspension(signer, registry, emergency, deadline);
    endorsements.push({ signer: await signer.getAddress(), signature, deadline });
  }
  return sendAs(
    await signerOf(context, args.as),
    registry.emergencySuspend.populateTransaction(
      emergency.orgId,
      emergency.reason,
      deadline,
      orderEndorsements(state, endorsements),
    ),
    `${accused.name} is suspended until the alliance confirms or lifts it, or the emergency period ends.`,
    {
      endorsements: endorsements.length,
      next: `member propose-suspension ${accused.alias} (confirms) or member reinstate`,
    },
  );
});
