import { task } from "hardhat/config";
import { ArgumentType } from "hardhat/types/arguments";

/** A task that only reads: what it does in one sentence, and an example of its use. */
export function reads(id: string[], does: string, example: string) {
  return task(id, `${does} Example: npx hardhat ${example}`).addFlag({
    name: "json",
    description: "Print JSON for machines instead of a table",
  });
}

/** A task that writes: it needs to know which organisation signs. */
export function writes(id: string[], does: string, example: string) {
  return reads(id, does, example).addOption({
    name: "as",
    description: "Who signs: an organisation's alias (nordgrid), number or name, or an account",
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  });
}

/** An option that may be left out. */
export function optional<NameT extends string>(name: NameT, description: string) {
  return {
    name,
    description,
    type: ArgumentType.STRING_WITHOUT_DEFAULT,
    defaultValue: undefined,
  } as const;
}
