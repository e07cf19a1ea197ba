import { action } from "../../lib/action.ts";
import { record } from "../../lib/output.ts";
import { chosenSet, type Health, readHealth } from "../../lib/validators.ts";

interface Arguments {
  rescue: boolean;
}

export default action<Arguments>(async ({ rescue }, context) => {
  const health = await readHealth(context, chosenSet(context, rescue));
  return { data: health, text: record({ ...health, next: nextStep(health) }) };
});

function nextStep({ governs, live, quorum }: Health): string {
  if (!governs) return "nothing: consensus reads the other list, so nobody here proposes";
  if (live >= quorum) return "nothing";
  return "validator poke --as <member>, until a quorum was seen; if no block comes, bring validators back first";
}
