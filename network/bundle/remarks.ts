import type { Bundle } from "./make.ts";
import { BUNDLE } from "./plan.ts";

/** What whoever runs the bundle should know beforehand, a sentence or two each. */
export function remarksOn({ plan, keysMissing, strangers }: Bundle): string[] {
  const validators = plan.nodes.filter(({ seat }) => seat === "validator").length;
  return [
    ...smallSet(validators),
    ...(keysMissing.length === 0
      ? []
      : [
          `Keys missing: ${keysMissing.map(({ name }) => BUNDLE.keyOf(name)).join(", ")}. ` +
            "Put each in (mode 0600), or run again with --key; the node cannot start without it.",
        ]),
    ...(strangers.length === 0
      ? []
      : [`Not of this network, and left alone: ${strangers.map((name) => `nodes/${name}`).join(", ")}.`]),
  ];
}

function smallSet(validators: number): string[] {
  if (validators === 1) {
    return [
      "One validator tolerates no failure, and by vote it can never become two: two validators need both to seal, and a " +
        "newcomer counts as dead until it has sealed, which it cannot before it is admitted. The validator set refuses. " +
        "Start with four or more if the network is to grow.",
    ];
  }
  if (validators >= 4) return [];
  return [
    `${validators} validators tolerate no failure: if one is down, the chain may stand still. Four tolerate one.`,
  ];
}
