import { type AllianceState, RIGHTS } from "@guildhall/sdk/consortium";
import { isHexString } from "ethers";
import { parseAddress } from "../../lib/arguments.ts";
import { TaskError } from "../../lib/failure.ts";
import { findMember } from "../../lib/members.ts";

/** The account that a person means: one by its address, or the operator account of a member by its alias, number or name. */
export function accountOf(state: AllianceState, name: string, text: string): string {
  if (isHexString(text, 20)) return parseAddress(name, text);
  const member = findMember(state, text);
  const account = member.accounts.find(
    ({ rights, frozenByOrganisation, frozenByCompliance }) =>
      (rights & RIGHTS.operator) !== 0 && !frozenByOrganisation && !frozenByCompliance,
  );
  if (account !== undefined) return account.address;
  throw new TaskError(`${member.name} has no account that may act.`, "Ask it to add one.");
}

/** Alias of a member by its number; the number itself if it is unknown. */
export function aliasIn({ members }: AllianceState): (id: bigint | number | undefined) => string {
  return (id) =>
    id === undefined ? "" : (members.find((member) => member.id === Number(id))?.alias ?? `${id}`);
}
