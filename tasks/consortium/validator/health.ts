import { action } from "../../lib/action.ts";
import { record } from "../../lib/output.ts";
import { chosenSet, readHealth } from "../../lib/validators.ts";

interface Arguments {
  rescue: boolean;
}

export default action<Arguments>(async ({ rescue }, context) => {
  const health = await readHealth(context, chosenSet(context, rescue));
  const advice =
    health.live < health.quorum ? { next: "validator poke --as <member>, until a quorum was seen" } : {};
  return { data: health, text: record({ ...health, ...advice }) };
});
