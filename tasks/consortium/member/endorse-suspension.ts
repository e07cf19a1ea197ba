import { reasonDigest, signEmergencySuspension } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { emergencyDeadline, formatEndorsement } from "../../lib/endorsements.ts";
import { findMember } from "../../lib/members.ts";
import { record } from "../../lib/output.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  member: string;
  reason: string | undefined;
  until: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const accused = findMember(await context.readState(), args.member);
  const signer = await signerOf(context, args.as);
  const emergency = { orgId: accused.id, reason: reasonDigest(required("reason", args.reason)) };
  const deadline = await emergencyDeadline(context, args.until);
  const { signature } = await signEmergencySuspension(signer, context.alliance.registry, emergency, deadline);
  const endorsement = formatEndorsement({ signer: await signer.getAddress(), signature, deadline });
  const data = { accused: accused.name, ...emergency, deadline, endorsement };
  return { data, text: record(data) };
});
