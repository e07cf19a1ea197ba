import { admissionProposal, aliasOf, readApplications } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { TaskError } from "../../lib/failure.ts";
import { proposeAs } from "../../lib/proposing.ts";

interface Arguments {
  applicant: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const pending = await readApplications(context.alliance);
  const found = pending.filter(
    ({ digest, application }) =>
      digest === args.applicant || aliasOf(application.name) === aliasOf(args.applicant),
  );
  const [only] = found;
  if (only === undefined || found.length > 1) {
    const digests = found.map(({ digest }) => digest).join(", ");
    throw new TaskError(
      only === undefined
        ? `Nobody called "${args.applicant}" applied.`
        : `Several applications are called so: ${digests}.`,
      "`member applications` lists those that wait; give the digest of the one you mean.",
    );
  }
  return proposeAs(context, args.as, admissionProposal(context.alliance, only.application));
});
