import { readApplications } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { applicationView } from "../../lib/applications.ts";
import { table } from "../../lib/output.ts";

export default action(async (_args, { alliance }) => {
  const views = (await readApplications(alliance)).map(applicationView);
  const rows = views.map(({ name, alias, capabilities, kycUntil, admin, digest }) => [
    name,
    alias,
    capabilities,
    kycUntil,
    admin,
    digest,
  ]);
  return {
    data: views,
    text: table(["name", "alias", "capabilities", "KYC until", "admin", "digest"], rows),
  };
});
