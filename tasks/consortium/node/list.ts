import { enodeOf } from "../../../network/node-key.ts";
import { action } from "../../lib/action.ts";
import { seatOf } from "../../lib/members.ts";
import { table } from "../../lib/output.ts";

export default action(async (_args, { readState }) => {
  const state = await readState();
  const nodes = state.members.flatMap(({ alias, nodes: own }) =>
    own.map(({ address, publicKey, endpoint }) => ({
      address,
      member: alias,
      endpoint,
      seat: seatOf(state, address),
      enode: enodeOf(publicKey, endpoint),
    })),
  );
  const rows = nodes.map(({ address, member, endpoint, seat }) => [address, member, endpoint, seat]);
  return { data: nodes, text: table(["node", "member", "endpoint", "seat"], rows) };
});
