import { statusAt } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { memberView } from "../../lib/members.ts";
import { table } from "../../lib/output.ts";

export default action(async (_args, { provider, readState }) => {
  const [state, head] = await Promise.all([readState(), provider.getBlock("latest")]);
  const views = state.members.map((member) =>
    memberView(state, member, statusAt(member, head?.timestamp ?? 0)),
  );
  const rows = views.map(({ id, name, alias, status, capabilities, accounts, validators, kycUntil }) => [
    id,
    name,
    alias,
    status,
    capabilities,
    accounts.length,
    validators.length,
    kycUntil,
  ]);
  const text = table(
    ["no", "name", "alias", "status", "capabilities", "accounts", "validators", "KYC until"],
    rows,
  );
  return { data: views, text };
});
