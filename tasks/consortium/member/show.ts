import { statusAt } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { findMember, memberView } from "../../lib/members.ts";
import { record, table } from "../../lib/output.ts";

interface Arguments {
  member: string;
}

export default action<Arguments>(async (args, { provider, readState }) => {
  const [state, head] = await Promise.all([readState(), provider.getBlock("latest")]);
  const member = findMember(state, args.member);
  const view = memberView(state, member, statusAt(member, head?.timestamp ?? 0));
  const { accounts, nodes, ...facts } = view;
  const text = [
    record(facts),
    table(
      ["account", "rights", "frozen by"],
      accounts.map(({ address, rights, frozenBy }) => [address, rights, frozenBy]),
    ),
    table(
      ["node", "endpoint", "seat"],
      nodes.map(({ address, endpoint, seat }) => [address, endpoint, seat]),
    ),
  ].join("\n");
  return { data: view, text };
});
