import { latestExecution, parseNames, RIGHTS, signAccountConsent } from "@guildhall/sdk/consortium";
import { action } from "../../../lib/action.ts";
import { parseAddress, required } from "../../../lib/arguments.ts";
import { formatSigned } from "../../../lib/consent.ts";
import { findMember } from "../../../lib/members.ts";
import { record } from "../../../lib/output.ts";
import { signerOfAccount } from "../../../lib/signers.ts";

interface Arguments {
  member: string;
  rights: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const member = findMember(await context.readState(), args.member);
  const rights = parseNames(RIGHTS, required("rights", args.rights));
  const account = parseAddress("as", required("as", args.as));
  const signer = await signerOfAccount(context, account);
  const consent = { orgId: member.id, account, rights };
  const signed = await signAccountConsent(
    signer,
    context.alliance.registry,
    consent,
    await latestExecution(context.alliance),
  );
  const data = { ...consent, deadline: signed.deadline, consent: formatSigned(signed) };
  return { data, text: record(data) };
});
