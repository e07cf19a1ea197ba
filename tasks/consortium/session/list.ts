import { readSessions } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { findMember } from "../../lib/members.ts";
import { table, time } from "../../lib/output.ts";

interface Arguments {
  member: string;
}

export default action<Arguments>(async (args, { alliance, readState }) => {
  const entries = await readSessions(alliance, findMember(await readState(), args.member).id);
  const rows = entries.map(({ at, kind, account, expiresAt, session }) => [
    time(at),
    kind,
    account,
    time(expiresAt),
    session,
  ]);
  return { data: entries, text: table(["time", "what", "account", "until", "session"], rows) };
});
