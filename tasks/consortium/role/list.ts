import { readOffices } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { table } from "../../lib/output.ts";

export default action(async (_args, { alliance, readState }) => {
  const offices = await readOffices(alliance, await readState());
  const rows = offices.map(({ office, role, holders, calls }) => [
    office,
    role,
    holders.map(
      ({ account, delaySeconds }) => `${account}${delaySeconds === 0 ? "" : ` (${delaySeconds} s)`}`,
    ),
    calls,
  ]);
  return { data: offices, text: table(["office", "role", "holders", "may call"], rows) };
});
