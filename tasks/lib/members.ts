import {
  type AccountState,
  type AllianceState,
  aliasOf,
  CAPABILITIES,
  type MemberState,
  namesOf,
  RIGHTS,
  type StatusName,
} from "@guildhall/sdk/consortium";
import type { Signer } from "ethers";
import type { Context } from "./context.ts";
import { TaskError } from "./failure.ts";
import { time } from "./output.ts";

/**
 * Finds the member that a person means.
 *
 * @param name Its alias, its number, or its name.
 * @throws TaskError when there is none.
 */
export function findMember(state: AllianceState, name: string): MemberState {
  const found = state.members.find(({ id, alias }) => String(id) === name || alias === aliasOf(name));
  if (found !== undefined) return found;
  const known = state.members.map(({ alias }) => alias).join(", ");
  throw new TaskError(`No member is called "${name}".`, `The members are ${known}.`);
}

/** The member for which a signer acts. */
export async function memberOf(context: Context, signer: Signer): Promise<MemberState> {
  const address = await signer.getAddress();
  const { members } = await context.readState();
  const member = members.find(({ accounts }) => accounts.some((account) => account.address === address));
  if (member === undefined)
    throw new TaskError(`${address} acts for no member.`, "Sign with an account of a member.");
  return member;
}

/** The member that runs a node. */
export function memberOfNode(state: AllianceState, node: string): MemberState {
  const member = state.members.find(({ nodes }) => nodes.some(({ address }) => address === node));
  if (member === undefined) {
    throw new TaskError(`No node ${node} is registered.`, "Its organisation registers it first: node add.");
  }
  return member;
}

/** An account in use by a member. */
export function accountOfMember(member: MemberState, address: string): AccountState {
  const account = member.accounts.find((each) => each.address === address && each.rights !== 0);
  if (account !== undefined) return account;
  throw new TaskError(
    `${address} is no account of ${member.name}.`,
    `Its accounts are ${usedAccounts(member)
      .map((each) => each.address)
      .join(", ")}.`,
  );
}

/** Which seat a node has, if any. */
export function seatOf(
  { validators, rescueValidators }: AllianceState,
  node: string,
): "validator" | "rescue" | "" {
  if (validators.some(({ validator }) => validator === node)) return "validator";
  return rescueValidators.some(({ validator }) => validator === node) ? "rescue" : "";
}

/** A member as tasks print it. */
export function memberView(state: AllianceState, member: MemberState, status: StatusName) {
  const nodes = member.nodes.map((node) => ({ ...node, seat: seatOf(state, node.address) }));
  return {
    id: member.id,
    name: member.name,
    alias: member.alias,
    status,
    capabilities: namesOf(CAPABILITIES, member.capabilities),
    legalId: member.legalId,
    kycUntil: time(member.kycExpiresAt),
    suspendedUntil: status === "emergency-suspended" ? time(member.emergencyUntil) : "",
    accounts: usedAccounts(member).map((account) => ({
      address: account.address,
      rights: namesOf(RIGHTS, account.rights),
      frozenBy: [
        ...(account.frozenByOrganisation ? ["organisation"] : []),
        ...(account.frozenByCompliance ? ["compliance"] : []),
      ],
    })),
    nodes,
    validators: nodes.filter(({ seat }) => seat === "validator").map(({ address }) => address),
  };
}

function usedAccounts(member: MemberState): AccountState[] {
  return member.accounts.filter(({ rights }) => rights !== 0);
}
