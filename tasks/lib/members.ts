import { type AllianceState, aliasOf, type MemberState } from "@guildhall/sdk/consortium";
import { TaskError } from "./failure.ts";

/**
 * Finds the member that a person means.
 *
 * @param name Its alias, its number, or its name.
 * @throws TaskError when there is none, or several share the alias.
 */
export function findMember(state: AllianceState, name: string): MemberState {
  const found = state.members.filter(({ id, alias }) => String(id) === name || alias === aliasOf(name));
  if (found.length === 1) return found[0] as MemberState;
  if (found.length > 1) {
    const numbers = found.map(({ id }) => id).join(", ");
    throw new TaskError(`"${name}" may mean members ${numbers}.`, "Give the number of the one you mean.");
  }
  const known = state.members.map(({ alias }) => alias).join(", ");
  throw new TaskError(`No member is called "${name}".`, `The members are ${known}.`);
}
