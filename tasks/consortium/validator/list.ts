import { action } from "../../lib/action.ts";
import { table } from "../../lib/output.ts";
import { chosenSet, readSeats } from "../../lib/validators.ts";

interface Arguments {
  rescue: boolean;
}

export default action<Arguments>(async ({ rescue }, context) => {
  const seats = await readSeats(context, chosenSet(context, rescue));
  const rows = seats.map(({ validator, member, endpoint, live, lastSeenAt }) => [
    validator,
    member,
    endpoint,
    live ? "yes" : "not seen",
    lastSeenAt === 0n ? "" : lastSeenAt,
  ]);
  return {
    data: seats,
    text: table(["validator", "member", "endpoint", "alive", "last seen in block"], rows),
  };
});
