import { applicationDigest } from "@guildhall/sdk/consortium";
import { readApplicant } from "../../../network/alliance.ts";
import { action } from "../../lib/action.ts";
import { applicationOf } from "../../lib/applications.ts";
import { sendAs } from "../../lib/sending.ts";
import { applicantSigner } from "../../lib/signers.ts";

interface Arguments {
  file: string;
}

export default action<Arguments>(async ({ file }, context) => {
  const applicant = await readApplicant(file);
  const application = applicationOf(applicant);
  const signer = await applicantSigner(context, applicant.name, application.admin);
  return sendAs(
    signer,
    context.alliance.registry.applyForMembership.populateTransaction(application),
    `${applicant.name} applies for membership.`,
    {
      digest: applicationDigest(application),
      next: `member propose-admission ${applicant.alias} --as <member>`,
    },
  );
});
