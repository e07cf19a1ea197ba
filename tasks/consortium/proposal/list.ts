import { readProposals } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { table, time } from "../../lib/output.ts";

export default action(async (_args, { alliance, readState }) => {
  const proposals = await readProposals(alliance, (await readState()).members);
  const rows = proposals.map(({ number, does, state, votes, requiredVotes, votesUntil, executableFrom }) => [
    number,
    does.join("; "),
    state,
    `${votes.for} of ${requiredVotes} needed`,
    votes.against,
    time(votesUntil),
    time(executableFrom),
  ]);
  const head = ["no", "proposal", "state", "for", "against", "vote ends", "executable from"];
  return { data: proposals, text: table(head, rows) };
});
